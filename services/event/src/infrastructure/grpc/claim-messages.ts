import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import type {
  AttemptSchema,
  ClaimRewardResponseSchema,
  ClaimSchema,
  HistoryEntrySchema,
  RefusalSchema,
} from '@rewards/contracts/event'
import { ClaimState } from '@rewards/contracts/event'
import type { RequestedRewardSchema } from '@rewards/contracts/reward'
import type { Stored } from '@rewards/store'
import type { Acceptance } from '../../application/claims/claim-reward.ts'
import type { HistoryEntry } from '../../application/claims/get-claim-history.ts'
import { type Attempt, attemptOf, type Claim, type RequestedReward } from '../../domain/claim.ts'
import type { Refusal } from '../../domain/refusal.ts'
import { reasonValue, stateValue, typeValue } from './claim-words.ts'
import { resultMessage } from './condition-messages.ts'

/** A claim as the contract says it. */
export function claimMessage({ id, rev, value: claim }: Stored<Claim>): MessageInitShape<typeof ClaimSchema> {
  const requestedAtMs = attemptOf(claim, claim.attempt)?.requestedAtMs ?? claim.changedAtMs
  return {
    claimId: id,
    eventId: claim.eventId,
    userId: claim.userId,
    state: stateValue(claim.state),
    attempt: claim.attempt,
    requestedRewards: claim.requested.map(rewardMessage),
    leftOutRewardIds: [...claim.leftOut],
    grantedRewards: Object.entries(claim.granted).map(([rewardId, generation]) => ({ rewardId, generation })),
    isFullyGranted: claim.isFullyGranted,
    reason: reasonValue(claim.reason),
    requestedAt: timestampFromMs(requestedAtMs),
    changedAt: timestampFromMs(claim.changedAtMs),
    eventRevision: claim.eventRevision,
    rev,
  }
}

/** A reward of a snapshot as the contract says it. */
export function rewardMessage(reward: RequestedReward): MessageInitShape<typeof RequestedRewardSchema> {
  const { rewardId, type, amount, itemId } = reward
  return { rewardId, type: typeValue(type), amount: BigInt(amount), itemId }
}

export function acceptanceMessage(
  acceptance: Acceptance,
): MessageInitShape<typeof ClaimRewardResponseSchema> {
  return {
    claimId: acceptance.claimId,
    attempt: acceptance.attempt,
    state: ClaimState.REQUESTED,
    requestedRewards: acceptance.requested.map(rewardMessage),
    leftOutRewardIds: [...acceptance.leftOut],
    requestedAt: timestampFromMs(acceptance.requestedAtMs),
  }
}

export function refusalMessage({
  id,
  value: refusal,
}: Stored<Refusal>): MessageInitShape<typeof RefusalSchema> {
  return {
    refusalId: id,
    eventId: refusal.eventId,
    userId: refusal.userId,
    reason: reasonValue(refusal.reason),
    refusedAt: timestampFromMs(refusal.refusedAtMs),
    idempotencyKey: refusal.idempotencyKey ?? '',
    conditions: (refusal.conditions ?? []).map(resultMessage),
    detail: refusal.detail,
  }
}

export function historyMessage(entry: HistoryEntry): MessageInitShape<typeof HistoryEntrySchema> {
  return entry.type === 'attempt'
    ? { entry: { case: 'attempt', value: attemptMessage(entry.attempt) } }
    : { entry: { case: 'refusal', value: refusalMessage(entry.refusal) } }
}

function attemptMessage(attempt: Attempt): MessageInitShape<typeof AttemptSchema> {
  return {
    attempt: attempt.no,
    state: stateValue(attempt.state),
    reason: reasonValue(attempt.reason),
    requestedBy: attempt.by,
    idempotencyKey: attempt.idempotencyKey ?? '',
    requestedAt: timestampFromMs(attempt.requestedAtMs),
    ...(attempt.resolvedAtMs !== undefined && { resolvedAt: timestampFromMs(attempt.resolvedAtMs) }),
  }
}
