import { DemoError } from '../demo-error.ts'
import type { Caller } from '../gateway/gateway.ts'
import { untilFinal } from '../gateway/until-final.ts'
import { sideBySide } from '../side-by-side.ts'
import type { Acceptance, Asked, ShownClaim } from '../told/told.ts'
import { askAtOnce } from './ask.ts'
import type { Stage } from './stage.ts'

const AT_ONCE = 32
/** The operator retries one in so many; the other users claim again themselves. */
const OPERATOR_ONE_IN = 3

export interface Retries {
  readonly retried: readonly Acceptance[]
  readonly asked: readonly Asked[]
}

/** Has every failed claim tried once more: some by the operator, the rest by their users. */
export async function retryFailed(
  stage: Stage,
  operator: Caller,
  users: readonly Caller[],
  failed: readonly (ShownClaim & { readonly eventId: string })[],
): Promise<Retries> {
  const isOperators = (i: number) => i % OPERATOR_ONE_IN === 0
  const ofUser = new Map(users.map(user => [user.userId, user]))
  const [retried, asked] = await Promise.all([
    sideBySide(
      failed.filter((_, i) => isOperators(i)),
      AT_ONCE,
      claim => retryByOperator(stage, operator, claim),
    ),
    sideBySide(
      failed.filter((_, i) => !isOperators(i)),
      AT_ONCE,
      ({ eventId, userId }) => claimAgain(stage, eventId, ofUser.get(userId)),
    ),
  ])
  return { retried, asked }
}

async function retryByOperator(
  { gateway }: Stage,
  operator: Caller,
  failed: ShownClaim,
): Promise<Acceptance> {
  const request = { claimId: failed.claimId, failedAttempt: failed.attempt }
  const { claim } = await untilFinal(() => gateway.claims.retryClaim(request, gateway.as(operator)), gateway)
  if (!claim) throw new DemoError('the answer to RetryClaim is without the claim')
  const promised = claim.requestedRewards.map(({ rewardId }) => rewardId)
  return { claimId: claim.claimId, attempt: failed.attempt + 1, promised, requestedAt: '' }
}

function claimAgain(stage: Stage, eventId: string, user: Caller | undefined): Promise<Asked> {
  if (!user) throw new DemoError('there is a claim of a user who did not come in here')
  return askAtOnce(stage, { user, eventId, times: 1, key: `demo-${stage.run}-again`, expected: 'accepted' })
}
