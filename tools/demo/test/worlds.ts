import type { Counted } from '../src/outside/counted.ts'
import type { Expected } from '../src/result/compare.ts'
import type { Answer, Told } from '../src/told/told.ts'

export const EXPECTED: Expected = {
  operatorId: 'usr_operator',
  rewardIds: { points: 'rwd_points', coupon: 'rwd_coupon', badge: 'rwd_badge' },
  stock: 1,
  demand: 2,
}

const ALL = ['rwd_points', 'rwd_coupon', 'rwd_badge']
const WITHOUT_COUPON = ['rwd_points', 'rwd_badge']

export function accepted(claimId: string, promised: readonly string[] = ALL, attempt = 1): Answer {
  return { kind: 'accepted', claimId, attempt, promised, requestedAt: '2026-01-01T00:00:00.000Z' }
}

export function refused(reason: string): Answer {
  return { kind: 'refused', reason, claimId: '', message: reason }
}

/** Ann got all at once, Bob a badge in the operator's retry and no coupon, Cid was short of a purchase. */
export function told(): Told {
  const [ann, bob] = [accepted('c:ann'), accepted('c:bob', WITHOUT_COUPON)]
  const claim = { state: 'SUCCESS', attempt: 1, requested: ALL } as const
  return {
    asked: [
      { userId: 'ann', key: 'k', expected: 'accepted', answers: [ann, ann, ann], notYet: 0, lost: 0 },
      {
        userId: 'bob',
        expected: 'accepted',
        answers: [bob, refused('DUPLICATED_CLAIM')],
        notYet: 0,
        lost: 0,
      },
      {
        userId: 'cid',
        expected: 'CONDITION_NOT_MET',
        answers: Array(2).fill(refused('CONDITION_NOT_MET')),
        notYet: 0,
        lost: 0,
      },
    ],
    retried: [{ claimId: 'c:bob', attempt: 2, promised: WITHOUT_COUPON, requestedAt: '' }],
    claims: [
      { ...claim, claimId: 'c:ann', userId: 'ann' },
      { ...claim, claimId: 'c:bob', userId: 'bob', attempt: 2, requested: WITHOUT_COUPON },
    ],
    belongings: [
      { userId: 'ann', points: 100, badges: 1, couponCodes: ['A'] },
      { userId: 'bob', points: 100, badges: 1, couponCodes: [] },
      { userId: 'cid', points: 0, badges: 0, couponCodes: [] },
    ],
  }
}

/** What the stores say when all of that is true. */
export function counted(): Counted {
  const claim = { state: 'SUCCESS', isDue: false }
  return {
    claims: [
      { ...claim, claimId: 'c:ann', userId: 'ann', attempts: [{ no: 1, by: 'ann' }] },
      {
        ...claim,
        claimId: 'c:bob',
        userId: 'bob',
        attempts: [
          { no: 1, by: 'bob' },
          { no: 2, by: 'usr_operator' },
        ],
      },
    ],
    refusals: [
      { userId: 'bob', reason: 'DUPLICATED_CLAIM' },
      { userId: 'cid', reason: 'CONDITION_NOT_MET' },
      { userId: 'cid', reason: 'CONDITION_NOT_MET' },
    ],
    buckets: [{ rewardId: 'rwd_coupon', cap: 1, claimIds: ['c:ann'] }],
    grants: [
      grant('ann', 'rwd_points', { amount: 100 }),
      grant('ann', 'rwd_coupon', { couponCodes: ['A'] }),
      grant('ann', 'rwd_badge'),
      grant('bob', 'rwd_points', { amount: 100 }),
      grant('bob', 'rwd_badge'),
    ],
  }
}

export function grant(
  userId: string,
  rewardId: string,
  more: Partial<Counted['grants'][number]> = {},
): Counted['grants'][number] {
  const base = { claimId: `c:${userId}`, userId, rewardId, state: 'GRANTED', amount: 1, couponCodes: [] }
  return { ...base, ...more }
}
