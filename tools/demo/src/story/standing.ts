import { setTimeout as sleep } from 'node:timers/promises'
import type { GetProgressResponse } from '@rewards/contracts/condition'
import { DemoError } from '../demo-error.ts'
import type { Caller } from '../gateway/gateway.ts'
import { untilFinal } from '../gateway/until-final.ts'
import { sideBySide } from '../side-by-side.ts'
import { isShort } from './purchases.ts'
import type { Stage } from './stage.ts'

const AT_ONCE = 32
const ASK_EVERY_MS = 500
/** Longer than a sign-in is owed to the conditions when they could not be reached at once. */
const PATIENCE_MS = 90_000

/**
 * Every user asks how they stand at the event, until all that they did counts: a sign-up does so at once, or soon after
 * when the condition service was away. Says what those are told who are short.
 */
export async function untilAllCount(stage: Stage, eventId: string, users: readonly Caller[]): Promise<void> {
  const standings = await sideBySide([...users.entries()], AT_ONCE, ([i, user]) =>
    untilCounted(stage, eventId, user, isShort(i) ? 1 : 0),
  )
  const short = standings.filter(({ met }) => !met)
  const missing = new Set(
    short.flatMap(({ results }) => results.map(result => result.missing).filter(Boolean)),
  )
  stage.progress.say(
    `${standings.length - short.length} users meet both conditions; ${short.length} do not (missing: ${[...missing].join('; ')})`,
  )
}

/** Asks until no more conditions are unmet than shall be. */
async function untilCounted(
  { gateway }: Stage,
  eventId: string,
  user: Caller,
  unmet: number,
): Promise<GetProgressResponse> {
  const startedAt = performance.now()
  for (;;) {
    const ask = () => gateway.conditions.getProgress({ eventId }, gateway.as(user))
    const standing = await untilFinal(ask, gateway)
    if (standing.results.filter(({ met }) => !met).length <= unmet) return standing
    if (performance.now() - startedAt > PATIENCE_MS)
      throw new DemoError(
        `${user.userId} came in and bought, and after ${PATIENCE_MS / 1000} s that does not count`,
      )
    await sleep(ASK_EVERY_MS, undefined, { signal: gateway.signal })
  }
}
