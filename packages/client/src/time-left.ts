/** How many milliseconds are left for a call, whole ones; `undefined` when it has no deadline. */
export type TimeLeft = () => number | undefined

/** The most that fits the eight digits of gRPC's header: a bit more than a day. */
const LONGEST_MS = 99_999_999

/** Starts the time of a call. None, or 0 and less, as the transport has it, is no deadline. */
export function startTime(timeoutMs: number | undefined, now: () => number): TimeLeft {
  if (timeoutMs === undefined || timeoutMs <= 0) return () => undefined
  if (Number.isNaN(timeoutMs)) throw new TypeError('timeoutMs is NaN; allowed are numbers')
  const end = now() + Math.min(timeoutMs, LONGEST_MS)
  // Never 0: that would mean none. No fractions: the protocols have none.
  return () => Math.max(1, Math.ceil(end - now()))
}
