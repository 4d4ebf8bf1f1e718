import { closedLoop } from '../load/closed-loop.ts'
import { claimLine, emptyLine } from '../report/lines.ts'
import type { Level } from '../result.ts'
import type { Claimable } from '../stage/claimable.ts'
import type { Bench } from './bench.ts'
import { measureEmptyCalls } from './calls.ts'
import { type MeasuredClaims, measureClaims } from './claims.ts'

/** Measures floor and claims at one number of callers right after each other, as a machine has better and worse minutes. */
export async function measureLevel(bench: Bench, work: Claimable, callers: number): Promise<Level> {
  const { ask, askEvent, say } = bench
  const direct = await measureEmptyCalls(bench, askEvent, callers)
  say(emptyLine('empty, direct', direct))
  const forwarded = await measureEmptyCalls(bench, ask, callers)
  say(emptyLine('empty, forwarded', forwarded))
  const claims = await measureClosed(bench, work, callers)
  say(claimLine('claims', claims))
  return { callers, direct, forwarded, claims }
}

/** Claims by so many callers, until the time is over or none is left. */
export function measureClosed(
  bench: Bench,
  work: Claimable,
  callers: number,
  forMs: number = bench.forMs,
): Promise<MeasuredClaims> {
  const { signal } = bench
  return measureClaims(bench, work, next => closedLoop(next, { callers, forMs, signal }))
}
