/** An answer takes milliseconds; a claim that is not closed by then is asked for again. */
const FIRST_MS = 3_000
const LONGEST_MS = 30_000

/**
 * When the sweep shall look at a claim again: after half the time that it has waited, at least 3 s and at most 30 s,
 * jittered by a quarter so that the claims of one outage do not come back at once. So what an outage held up, however long it
 * was, is asked for within 38 s of its end, which leaves some 20 s of a minute for connecting again and for the grants.
 */
export function nextDueAt(nowMs: number, sinceMs: number, random: () => number): number {
  const wait = Math.min(Math.max((nowMs - sinceMs) / 2, FIRST_MS), LONGEST_MS)
  return Math.round(nowMs + wait * (0.75 + random() / 2))
}
