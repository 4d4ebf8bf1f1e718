import type { Sample } from '../../parts/part.ts'

/** What happened in a stretch of a run, for a picture. */
export interface Bin {
  /** Seconds from the beginning to its middle. */
  readonly at: number
  /** Calls a second. */
  readonly ok: number
  readonly refused: number
  readonly unknown: number
  /** Milliseconds: the median of the seconds' medians, and the worst of their worst. */
  readonly p50?: number
  readonly p99?: number
  /** The most that was owed. */
  readonly owed?: number
}

const SECOND_MS = 1_000

/** How long a run is that was sampled so, seconds. */
export function secondsIn(series: readonly Sample[]): number {
  const [first, last] = [series[0], series.at(-1)]
  return first && last ? Math.round((last.at - first.at) / SECOND_MS) + 1 : 0
}

/** Puts seconds together until they are at most so many; in a second without a sample nothing happened; pure. */
export function binsOf(series: readonly Sample[], most: number): Bin[] {
  const first = series[0]?.at ?? 0
  const width = Math.max(1, Math.ceil(secondsIn(series) / most))
  const binned = Map.groupBy(series, ({ at }) => Math.floor((at - first) / SECOND_MS / width))
  const count = Math.ceil(secondsIn(series) / width)
  return Array.from({ length: count }, (_, no) => binOf(binned.get(no) ?? [], no * width, width))
}

function binOf(samples: readonly Sample[], from: number, seconds: number): Bin {
  const rate = (of: (sample: Sample) => number) => samples.reduce((sum, one) => sum + of(one), 0) / seconds
  const p50 = middle(samples.flatMap(one => one.p50 ?? []))
  const p99 = highest(samples.flatMap(one => one.p99 ?? []))
  const owed = highest(samples.flatMap(one => one.owed ?? []))
  return {
    at: from + seconds / 2,
    ok: rate(({ ok }) => ok),
    refused: rate(({ refused }) => refused),
    unknown: rate(({ unknown }) => unknown),
    ...(p50 !== undefined && { p50 }),
    ...(p99 !== undefined && { p99 }),
    ...(owed !== undefined && { owed }),
  }
}

function middle(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
}

function highest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => Math.max(a, b))
}
