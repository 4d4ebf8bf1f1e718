import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { type ClaimRequested, ClaimRequestedSchema, RewardType } from '@rewards/contracts/reward'
import { RewardsError } from '@rewards/errors'
import type { GrantRequest } from '../src/application/grant-rewards.ts'
import type { Grant, Reward } from '../src/domain/grant.ts'

export const POINTS: Reward = { rewardId: 'rwd_points', type: 'POINT', amount: 100, itemId: '' }
export const COUPONS: Reward = { rewardId: 'rwd_coupons', type: 'COUPON', amount: 3, itemId: 'summer-10' }
export const BADGE: Reward = { rewardId: 'rwd_badge', type: 'BADGE', amount: 1, itemId: 'early-bird' }
export const ALL = [POINTS, COUPONS, BADGE]

let claims = 0

/** A claim's id that no other test has. */
export function newClaimId(userId = 'usr_ann', eventId = 'evt_summer'): string {
  claims += 1
  return `${eventId}:${userId}:${claims}`
}

/** A request for all three rewards, except for what is said otherwise. */
export function request(parts: Partial<GrantRequest> = {}): GrantRequest {
  return {
    claimId: newClaimId(parts.userId, parts.eventId),
    attempt: 1,
    eventId: 'evt_summer',
    userId: 'usr_ann',
    rewards: ALL,
    ...parts,
  }
}

/** The request as a message. */
export function message({ rewards, ...names }: GrantRequest): ClaimRequested {
  const snapshot = rewards.map(({ type, amount, ...reward }) => ({
    ...reward,
    type: RewardType[type],
    amount: BigInt(amount),
  }))
  return create(ClaimRequestedSchema, { ...names, rewards: snapshot })
}

/** A message with these fields, whatever they are. */
export function oddMessage(parts: MessageInitShape<typeof ClaimRequestedSchema>): ClaimRequested {
  const { $typeName: _, ...good } = message(request())
  return create(ClaimRequestedSchema, { ...good, ...parts })
}

/** A grant that is pending in its first generation, except for what is said otherwise. */
export function grant(parts: Partial<Grant> = {}): Grant {
  const { claimId, eventId, userId } = request()
  return {
    claimId,
    eventId,
    userId,
    reward: POINTS,
    state: 'PENDING',
    generation: 1,
    provider: 'ledger',
    createdAtMs: 1_000,
    changedAtMs: 1_000,
    ...parts,
  }
}

/** The failure of a call that is expected to fail. */
export async function refusal(call: Promise<unknown>): Promise<RewardsError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof RewardsError) return error
  throw new Error('the call was not refused', { cause: error })
}

/** Which fields a call is refused for, and why. */
export async function wrongFields(call: Promise<unknown>): Promise<readonly string[]> {
  const { kind, reason, violations } = await refusal(call)
  if (kind !== 'invalid_argument' || reason !== 'INVALID_FIELDS') throw new Error(`it was ${kind} ${reason}`)
  return violations.map(({ field, description }) => `${field} ${description}`)
}
