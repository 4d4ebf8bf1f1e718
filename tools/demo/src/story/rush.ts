import type { Caller } from '../gateway/gateway.ts'
import { sideBySide } from '../side-by-side.ts'
import type { Asked } from '../told/told.ts'
import { askAtOnce } from './ask.ts'
import { isShort } from './purchases.ts'
import type { Stage } from './stage.ts'

const USERS_AT_ONCE = 64

/**
 * Every user claims with 1 to 5 calls at once, every other user under one idempotency key, and asks again until the
 * answers are final.
 */
export async function rush(stage: Stage, eventId: string, users: readonly Caller[]): Promise<Asked[]> {
  const answered = stage.progress.counter('users with final answers', users.length)
  return sideBySide([...users.entries()], USERS_AT_ONCE, async ([i, user]) => {
    const asked = await askAtOnce(stage, {
      user,
      eventId,
      times: 1 + (i % 5),
      key: i % 2 === 0 ? `demo-${stage.run}` : undefined,
      expected: isShort(i) ? 'CONDITION_NOT_MET' : 'accepted',
    })
    answered()
    return asked
  })
}
