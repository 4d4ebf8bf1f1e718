import type { EventEntry, OfferedReward } from '../log/entries.ts'

/** An event that is to be made. */
export type EventKind = Pick<EventEntry, 'hasConditions' | 'rewards'>

const POINTS: OfferedReward = {
  rewardId: 'rwd_points',
  type: 'POINT',
  amount: 100,
  itemId: '',
  whenSoldOut: 'REFUSE_CLAIM',
}
const COUPONS: OfferedReward = {
  rewardId: 'rwd_coupon',
  type: 'COUPON',
  amount: 2,
  itemId: 'TORTURE',
  whenSoldOut: 'REFUSE_CLAIM',
}
/** Badges go to the provider outside, which is slow, fails, loses answers, and rejects some for good. */
const BADGE: OfferedReward = {
  rewardId: 'rwd_badge',
  type: 'BADGE',
  amount: 1,
  itemId: 'torture',
  whenSoldOut: 'REFUSE_CLAIM',
}

/**
 * What events offer, in turn, for so many users: stock is smaller than demand, and what is rejected frees a unit. Two
 * limited rewards are taken in one order, or two claims would wait for each other.
 */
export function eventKinds(users: number): readonly EventKind[] {
  const [most, half] = [Math.ceil(users * 0.75), Math.ceil(users / 2)]
  return [
    { hasConditions: false, rewards: [POINTS, BADGE] },
    { hasConditions: false, rewards: [BADGE] },
    { hasConditions: false, rewards: [POINTS, COUPONS] },
    { hasConditions: false, rewards: [POINTS, { ...BADGE, stock: half }] },
    {
      hasConditions: false,
      rewards: [POINTS, { ...COUPONS, stock: half, whenSoldOut: 'GRANT_THE_REST' }, BADGE],
    },
    { hasConditions: true, rewards: [COUPONS, BADGE] },
    { hasConditions: false, rewards: [{ ...COUPONS, stock: half }, { ...BADGE, stock: most }, POINTS] },
  ]
}
