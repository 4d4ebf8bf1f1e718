import type { Ask } from '../calls/ask.ts'
import { checkHealth } from '../calls/check-health.ts'
import { closedLoop } from '../load/closed-loop.ts'
import type { Load } from '../load/tally.ts'
import type { User } from '../stage/users.ts'
import type { Bench } from './bench.ts'
import { type SpentBy, spentBetween } from './spent.ts'

/** A load, and what the processes spent on it. */
export interface Measured extends Load {
  readonly spent: SpentBy
}

/** Empty calls by so many callers at once, each with a user's token. */
export async function measureEmptyCalls(
  { users, look, forMs, signal }: Bench,
  ask: Ask,
  callers: number,
): Promise<Measured> {
  await users.refresh()
  let no = 0
  const next = () => checkHealth(ask, (users.all[no++ % users.all.length] as User).token)
  const before = look()
  const load = await closedLoop(next, { callers, forMs, signal })
  return { ...load, spent: spentBetween(before, look(), load) }
}
