import type { Count } from './count.ts'

/**
 * One of a fixed number of documents among which all counts are shared out. So what is remembered is bounded, however many
 * addresses and accounts are tried, and nobody has to sweep: what is forgotten goes with the next write.
 */
export interface Bucket {
  readonly counts: Readonly<Record<string, Count>>
}

export const BUCKETS = 1_024
/** In one bucket: 65,536 in all. */
export const MOST_COUNTS = 64

/** The count of a key; `undefined` when there is none, or none any more. */
export function countOf(bucket: Bucket | undefined, key: string, nowMs: number): Count | undefined {
  const count = bucket?.counts[key]
  return count && nowMs < count.endsAtMs ? count : undefined
}

/** The bucket with this count for the key, or without one. What would be too many is forgotten, the fewest tries first. */
export function withCount(
  bucket: Bucket | undefined,
  key: string,
  count: Count | undefined,
  nowMs: number,
): Bucket {
  const { [key]: _before, ...others } = bucket?.counts ?? {}
  const live = Object.entries(others).filter(([, { endsAtMs }]) => nowMs < endsAtMs)
  const kept = live.length < MOST_COUNTS ? live : mostTried(live).slice(0, MOST_COUNTS - 1)
  return { counts: Object.fromEntries(count ? [...kept, [key, count]] : kept) }
}

function mostTried(counts: readonly [string, Count][]): [string, Count][] {
  return counts.toSorted(([, one], [, other]) => other.tries - one.tries || other.endsAtMs - one.endsAtMs)
}
