/** How many milliseconds are left for a call; `undefined` when it has no deadline. */
export type TimeLeft = () => number | undefined

/** Starts the time of a call. None, or 0 and less, as the transport has it, is no deadline. */
export function startTime(timeoutMs: number | undefined, now: () => number): TimeLeft {
  if (timeoutMs === undefined || timeoutMs <= 0) return () => undefined
  const end = now() + timeoutMs
  // Never 0: that would mean none.
  return () => Math.max(1, end - now())
}
