import { paced } from '../load/paced.ts'
import { claimLine } from '../report/lines.ts'
import type { HalfLoad } from '../result.ts'
import type { Claimable } from '../stage/claimable.ts'
import type { Bench } from './bench.ts'
import { measureClaims } from './claims.ts'
import { Watcher } from './watcher.ts'

/** Claims at a steady pace of half the greatest rate, some of them watched as their users would. */
export async function measureHalfLoad(
  bench: Bench,
  work: Claimable,
  greatestPerSecond: number,
): Promise<HalfLoad> {
  const { gateway, forMs, signal, say } = bench
  const perSecond = greatestPerSecond / 2
  const watcher = new Watcher(gateway)
  const drive = (next: Parameters<typeof paced>[0]) => paced(next, { perSecond, forMs, signal })
  const claims = await measureClaims(bench, work, drive, watcher.onAccepted)
  say(claimLine('at half load', claims))
  return { perSecond, claims, seenMs: await watcher.seenMs() }
}
