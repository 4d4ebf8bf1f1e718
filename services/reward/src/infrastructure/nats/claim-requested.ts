import { type ClaimRequested, ClaimRequestedSchema } from '@rewards/contracts/reward'
import { subjects } from '@rewards/contracts/subjects'
import { RewardsError } from '@rewards/errors'
import { type Consumer, PermanentFailure } from '@rewards/messaging'
import { withLogContext } from '@rewards/process'
import type { GrantRequest, GrantRewards } from '../../application/grant-rewards.ts'
import { parseGrantRequest } from '../../application/parse-grant-request.ts'
import { rewardTypeOf } from '../grpc/reward-types.ts'

/** Grants what the event service asks for. A request that can never be granted becomes a dead letter at once. */
export function claimRequested(grantRewards: GrantRewards): Consumer<typeof ClaimRequestedSchema> {
  return {
    durable: 'reward_claim_requested',
    subject: subjects.claimRequested,
    schema: ClaimRequestedSchema,
    document: ({ claimId }) => claimId,
    handle: ({ body }) =>
      withLogContext({ claimId: body.claimId }, async () => grantRewards(requestOf(body))),
  }
}

/** Throws `PermanentFailure`, which names every field that is wrong. */
function requestOf({ claimId, attempt, eventId, userId, rewards }: ClaimRequested): GrantRequest {
  const drafts = rewards.map(({ type, ...reward }) => ({
    ...reward,
    type: rewardTypeOf(type) ?? (type === 0 ? '' : String(type)),
  }))
  try {
    return parseGrantRequest({ claimId, attempt, eventId, userId, rewards: drafts })
  } catch (error) {
    if (error instanceof RewardsError) throw new PermanentFailure(error.message, { cause: error })
    throw error
  }
}
