import type { OfferedReward } from '../log/entries.ts'
import type { EventKind } from './kinds.ts'

const POINTS: OfferedReward = {
  rewardId: 'rwd_points',
  type: 'POINT',
  amount: 10,
  itemId: '',
  whenSoldOut: 'REFUSE_CLAIM',
}
const COUPON: OfferedReward = { ...POINTS, rewardId: 'rwd_coupon', type: 'COUPON', amount: 1, itemId: 'RACE' }
const BADGE: OfferedReward = { ...POINTS, rewardId: 'rwd_badge', type: 'BADGE', amount: 1, itemId: 'race' }

/** Points alone: one write accepts such a claim. */
export const PLAIN: EventKind = { hasConditions: false, rewards: [POINTS] }
/** Points of ours, and a badge of the provider's. */
export const PROVIDED: EventKind = { hasConditions: false, rewards: [POINTS, BADGE] }

/** Points, and a coupon of which there are so many: a unit is held before such a claim is accepted. */
export function limited(stock: number): EventKind {
  return { hasConditions: false, rewards: [POINTS, { ...COUPON, stock }] }
}

/** Points, and a badge of the provider's of which there are so many. */
export function limitedBadges(stock: number): EventKind {
  return { hasConditions: false, rewards: [POINTS, { ...BADGE, stock }] }
}

/** So many kinds, these in turn. */
export function inTurn(count: number, ...kinds: readonly EventKind[]): EventKind[] {
  return Array.from({ length: count }, (_, no) => kinds[no % kinds.length] as EventKind)
}
