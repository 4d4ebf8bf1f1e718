import { Violations } from '@rewards/errors'
import type { Reward, RewardType } from '../domain/grant.ts'
import type { GrantRequest } from './grant-rewards.ts'

/** A reward as it was sent. */
export interface RewardDraft {
  readonly rewardId: string
  readonly type: string
  readonly amount: bigint
  readonly itemId: string
}

/** A request as it was sent. */
export interface GrantRequestDraft extends Omit<GrantRequest, 'rewards'> {
  readonly rewards: readonly RewardDraft[]
}

const MAX_ATTEMPT = 2 ** 31 - 1
const MAX_REWARDS = 20
const ITEM_ID = { min: 1, max: 40 }

/** What may be asked of each type: the amount, and whether it names an item. */
const LIMITS = {
  POINT: { max: 10 ** 12, named: false },
  COUPON: { max: 100, named: true },
  BADGE: { max: 1, named: true },
} as const satisfies Record<RewardType, { max: number; named: boolean }>

const TYPES = ['POINT', 'COUPON', 'BADGE'] as const satisfies readonly RewardType[]

/** The request, when it is one that can be granted. Throws invalid_argument INVALID_FIELDS, naming all that is wrong. */
export function parseGrantRequest({ rewards, ...draft }: GrantRequestDraft): GrantRequest {
  const violations = new Violations()
  violations.text('claim_id', draft.claimId, { min: 1, max: 200 })
  violations.integer('attempt', draft.attempt, { min: 1, max: MAX_ATTEMPT })
  violations.id('event_id', draft.eventId)
  violations.id('user_id', draft.userId)
  violations.size('rewards', rewards, { min: 1, max: MAX_REWARDS })
  // One grant per reward: of two with one id, one would vanish.
  if (new Set(rewards.map(({ rewardId }) => rewardId)).size < rewards.length)
    violations.add('rewards', 'has one reward_id twice; allowed are ids that differ')
  const parsed = rewards.map((reward, at) => parseReward(violations, `rewards[${at}]`, reward))
  violations.throwIfAny()
  return { ...draft, rewards: parsed }
}

function parseReward(violations: Violations, field: string, draft: RewardDraft): Reward {
  const { rewardId, amount, itemId } = draft
  violations.id(`${field}.reward_id`, rewardId, 'rwd')
  const type = violations.oneOf(`${field}.type`, draft.type, TYPES)
  const limits = TYPES.includes(type) ? LIMITS[type] : undefined
  if (limits) {
    violations.integer(`${field}.amount`, amount, { min: 1, max: limits.max })
    violations.text(`${field}.item_id`, itemId, limits.named ? ITEM_ID : { min: 0, max: 0 })
  }
  return { rewardId, type, amount: Number(amount), itemId }
}
