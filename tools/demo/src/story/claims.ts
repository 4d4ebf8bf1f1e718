import type { Caller } from '../gateway/gateway.ts'
import { claimantsOf } from '../told/requests.ts'
import type { Asked, ShownClaim, Told } from '../told/told.ts'
import { retryFailed } from './retry.ts'
import { rush } from './rush.ts'
import { DOWN_MS, REJECT_PERCENT, withFailingBadges } from './simulation.ts'
import type { Stage } from './stage.ts'
import { waitForOutcomes } from './wait.ts'
import { watchToEnd } from './watch.ts'

const WATCHED = 20

export interface ClaimsTold extends Pick<Told, 'asked' | 'retried' | 'claims'> {
  /** What those saw last who watched their first attempt, and the lists at that moment. */
  readonly watched: readonly { readonly seen: ShownClaim; readonly listed: ShownClaim | undefined }[]
}

/** The rush on the event, what becomes of it, and the retries of what failed. */
export function claimsOf(
  stage: Stage,
  cast: { readonly admin: Caller; readonly operator: Caller; readonly users: readonly Caller[] },
  eventId: string,
): Promise<ClaimsTold> {
  const { progress } = stage
  const { operator, users } = cast
  progress.phase('rush')
  return withFailingBadges(stage, cast.admin, async heal => {
    progress.say(
      `The provider of badges is down for ${DOWN_MS / 1000} s, then rejects ${REJECT_PERCENT} % for good.`,
    )
    const asked = await rush(stage, eventId, users)
    progress.phase('first outcomes')
    const count = claimantsOf({ asked }).size
    const [first, seen] = await Promise.all([
      waitForOutcomes(stage, operator, eventId, count),
      watch(stage, asked, users),
    ])
    const watched = seen.map(claim => ({
      seen: claim,
      listed: first.find(({ claimId }) => claimId === claim.claimId),
    }))
    progress.phase('retries')
    await heal()
    const failed = first.filter(({ state }) => state === 'FAILED').map(claim => ({ ...claim, eventId }))
    progress.say(`The provider is healed; ${failed.length} claims that FAILED are retried.`)
    const again = await retryFailed(stage, operator, users, failed)
    const claims = await waitForOutcomes(stage, operator, eventId, count)
    return { asked: [...asked, ...again.asked], retried: again.retried, claims, watched }
  })
}

/** The first few users with a claim watch theirs. */
function watch(stage: Stage, asked: readonly Asked[], users: readonly Caller[]): Promise<ShownClaim[]> {
  const watching = asked.flatMap(({ answers }, i) => {
    const answer = answers.find(({ kind }) => kind === 'accepted')
    const user = users[i]
    return answer && user ? [{ user, claimId: answer.claimId }] : []
  })
  return Promise.all(watching.slice(0, WATCHED).map(({ user, claimId }) => watchToEnd(stage, user, claimId)))
}
