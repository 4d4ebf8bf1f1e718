import type { Call } from '../log/operation-log.ts'
import type { Sample } from '../parts/part.ts'
import type { Owed } from './owed-watch.ts'
import { percentile } from './percentile.ts'

const SECOND_MS = 1_000

/**
 * What happened in each second from the first call to the last thing that was seen; pure. A call counts in the second in
 * which it ended; one without an answer in the second in which it began.
 */
export function samplesOf(calls: readonly Call[], owed: readonly Owed[]): Sample[] {
  const bySecond = Map.groupBy(calls, ({ at, endedAt = at }) => secondOf(endedAt))
  const owedBySecond = new Map(owed.map(({ at, claims }) => [secondOf(at), claims]))
  const seconds = [...bySecond.keys(), ...owedBySecond.keys()]
  if (seconds.length === 0) return []
  const [first, last] = [seconds.reduce((a, b) => Math.min(a, b)), seconds.reduce((a, b) => Math.max(a, b))]
  return Array.from({ length: last - first + 1 }, (_, no) =>
    sampleOf(first + no, bySecond.get(first + no) ?? [], owedBySecond.get(first + no)),
  )
}

function sampleOf(second: number, calls: readonly Call[], owed: number | undefined): Sample {
  const kinds = calls.map(({ outcome }) => outcome.kind)
  const times = calls.flatMap(({ at, endedAt }) => (endedAt === undefined ? [] : [endedAt - at]))
  return {
    at: second * SECOND_MS,
    ok: kinds.filter(kind => kind === 'ok').length,
    refused: kinds.filter(kind => kind === 'failed').length,
    unknown: kinds.filter(kind => kind === 'unknown').length,
    ...percentiles(times),
    ...(owed !== undefined && { owed }),
  }
}

function percentiles(times: readonly number[]): Pick<Sample, 'p50' | 'p99'> {
  const [p50, p99] = [percentile(times, 50), percentile(times, 99)]
  return p50 === undefined || p99 === undefined ? {} : { p50, p99 }
}

function secondOf(ms: number): number {
  return Math.floor(ms / SECOND_MS)
}
