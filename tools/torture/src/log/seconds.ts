import type { Sample } from '../parts/part.ts'
import type { Call } from './operation-log.ts'

const SECOND_MS = 1_000

/** How the calls of a run ended, second by second, for the seconds in which one did; pure. */
export function secondsOf(calls: readonly Call[]): Sample[] {
  const ended = calls.flatMap(call =>
    call.endedAt === undefined ? [] : [{ ...call, endedAt: call.endedAt }],
  )
  const seconds = Map.groupBy(ended, ({ endedAt }) => Math.floor(endedAt / SECOND_MS))
  return [...seconds]
    .toSorted(([a], [b]) => a - b)
    .map(([second, inIt]) => {
      const of = (kind: Call['outcome']['kind']) => inIt.filter(({ outcome }) => outcome.kind === kind).length
      const times = inIt.map(({ at, endedAt }) => endedAt - at)
      return {
        at: second * SECOND_MS,
        ok: of('ok'),
        refused: of('failed'),
        unknown: of('unknown'),
        p50: percentile(times, 50),
        p99: percentile(times, 99),
      }
    })
}

/** The smallest value that so many percent are not above; 0 of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0
}
