import type { Violations } from '@rewards/errors'
import type { EventReward, WhenSoldOut } from './event.ts'

export const MAX_REWARDS = 20
export const MAX_STOCK = 1_000_000
const MAX_POINTS = 10 ** 12
const MAX_COUPONS = 100
const SOLD_OUT_CHOICES: readonly WhenSoldOut[] = ['REFUSE_CLAIM', 'GRANT_THE_REST']

/** What is granted, as it was sent. */
export type RewardKind =
  | { readonly type: 'POINT'; readonly amount: bigint }
  | { readonly type: 'COUPON'; readonly templateId: string; readonly count: number }
  | { readonly type: 'BADGE'; readonly badgeId: string }

/** A reward as it was sent. */
export interface RewardDraft {
  readonly rewardId: string
  readonly name: string
  /** `undefined`: missing. */
  readonly kind: RewardKind | undefined
  /** `undefined`: any number. */
  readonly stock: number | undefined
  /** Empty: REFUSE_CLAIM. */
  readonly whenSoldOut: string
}

/** Checks the rewards of an event that is to be made, and that their ids differ. */
export function checkRewards(violations: Violations, drafts: readonly RewardDraft[]): void {
  violations.size('event.rewards', drafts, { min: 1, max: MAX_REWARDS })
  const ids = drafts.map(({ rewardId }) => rewardId)
  for (const [at, draft] of drafts.entries()) {
    const field = `event.rewards[${at}]`
    checkReward(violations, field, draft)
    const before = ids.indexOf(draft.rewardId)
    if (before < at && draft.rewardId !== '')
      violations.add(
        `${field}.reward_id`,
        `is that of event.rewards[${before}] too; allowed are ids that differ`,
      )
  }
}

/** Checks one reward by itself. */
export function checkReward(violations: Violations, field: string, draft: RewardDraft): void {
  violations.id(`${field}.reward_id`, draft.rewardId, 'rwd')
  violations.text(`${field}.name`, draft.name, { min: 1, max: 100 })
  checkKind(violations, field, draft.kind)
  if (draft.stock !== undefined) violations.integer(`${field}.stock`, draft.stock, { min: 1, max: MAX_STOCK })
  if (draft.whenSoldOut !== '')
    violations.oneOf(`${field}.when_sold_out`, draft.whenSoldOut, SOLD_OUT_CHOICES)
}

function checkKind(violations: Violations, field: string, kind: RewardKind | undefined): void {
  switch (kind?.type) {
    case undefined:
      violations.add(`${field}.kind`, 'is missing; allowed is one of point, coupon, badge')
      break
    case 'POINT':
      violations.integer(`${field}.point.amount`, kind.amount, { min: 1, max: MAX_POINTS })
      break
    case 'COUPON':
      checkItemId(violations, `${field}.coupon.template_id`, kind.templateId)
      violations.integer(`${field}.coupon.count`, kind.count, { min: 1, max: MAX_COUPONS })
      break
    case 'BADGE':
      checkItemId(violations, `${field}.badge.badge_id`, kind.badgeId)
  }
}

function checkItemId(violations: Violations, field: string, id: string): void {
  if (/^[A-Za-z0-9_.-]{1,40}$/.test(id)) return
  const is = id === '' ? 'missing' : JSON.stringify(id.slice(0, 60))
  violations.add(field, `is ${is}; allowed are 1 to 40 of A-Z, a-z, 0-9, _, . and -`)
}

/** The reward to be kept. The draft must have passed. */
export function toReward({ rewardId, name, kind, stock, whenSoldOut }: RewardDraft): EventReward {
  if (!kind) throw new Error(`the reward ${rewardId} passed without a kind`)
  const limited = stock === undefined ? {} : { stock }
  const choice = SOLD_OUT_CHOICES.find(allowed => allowed === whenSoldOut) ?? 'REFUSE_CLAIM'
  return { rewardId, name, type: kind.type, ...itemOf(kind), ...limited, whenSoldOut: choice }
}

function itemOf(kind: RewardKind): Pick<EventReward, 'amount' | 'itemId'> {
  switch (kind.type) {
    case 'POINT':
      return { amount: Number(kind.amount), itemId: '' }
    case 'COUPON':
      return { amount: kind.count, itemId: kind.templateId }
    case 'BADGE':
      return { amount: 1, itemId: kind.badgeId }
  }
}
