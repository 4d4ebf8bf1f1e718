import { BADGE, COUPONS, POINTS, request } from './builders.ts'

const good = request()
const points = (parts: object) => ({ ...good, rewards: [{ ...POINTS, ...parts }] })
const others = (reward: object, parts: object) => ({ ...good, rewards: [{ ...reward, ...parts }] })
const many = Array.from({ length: 21 }, (_, n) => ({ ...POINTS, rewardId: `rwd_${n}` }))

/** Requests that can never be granted, and what is said of each. */
export const MALFORMED: readonly (readonly [string, object, string])[] = [
  ['a claim without an id', { ...good, claimId: '' }, 'claim_id is missing; allowed are 1 to 200 characters'],
  [
    'a claim with an endless id',
    { ...good, claimId: 'c'.repeat(201) },
    'claim_id has 201 characters; allowed are 1 to 200',
  ],
  ['no attempt', { ...good, attempt: 0 }, 'attempt is 0; allowed is 1 to 2147483647'],
  ['a negative attempt', { ...good, attempt: -1 }, 'attempt is -1; allowed is 1 to 2147483647'],
  ['no event', { ...good, eventId: '' }, 'event_id is missing'],
  ['no user', { ...good, userId: '' }, 'user_id is missing'],
  ['a user that is no id', { ...good, userId: 'Ann!' }, 'user_id is "Ann!"'],
  ['no rewards', { ...good, rewards: [] }, 'rewards has 0 items; allowed are 1 to 20'],
  ['too many rewards', { ...good, rewards: many }, 'rewards has 21 items; allowed are 1 to 20'],
  [
    'one reward twice',
    { ...good, rewards: [POINTS, POINTS] },
    'rewards has one reward_id twice; allowed are ids that differ',
  ],
  ['a reward without an id', points({ rewardId: '' }), 'rewards[0].reward_id is missing'],
  ['a reward of another kind of id', points({ rewardId: 'evt_a' }), 'rewards[0].reward_id is "evt_a"'],
  ['a reward without a type', points({ type: '' }), 'rewards[0].type is missing'],
  ['a type of another version', points({ type: '9' }), 'rewards[0].type is "9"'],
  ['no points', points({ amount: 0n }), 'rewards[0].amount is 0; allowed is 1 to 1000000000000'],
  ['negative points', points({ amount: -5n }), 'rewards[0].amount is -5; allowed is 1 to 1000000000000'],
  [
    'more points than there may be',
    points({ amount: 10n ** 12n + 1n }),
    'rewards[0].amount is 1000000000001; allowed is 1 to 1000000000000',
  ],
  [
    'points beyond what doubles hold',
    points({ amount: 2n ** 63n - 1n }),
    'rewards[0].amount is 9223372036854775807; allowed is 1 to 1000000000000',
  ],
  ['points of an item', points({ itemId: 'x' }), 'rewards[0].item_id has 1 characters; allowed are 0 to 0'],
  ['101 coupons', others(COUPONS, { amount: 101n }), 'rewards[0].amount is 101; allowed is 1 to 100'],
  ['coupons of no template', others(COUPONS, { itemId: '' }), 'rewards[0].item_id is missing'],
  ['two of a badge', others(BADGE, { amount: 2n }), 'rewards[0].amount is 2; allowed is 1 to 1'],
  ['a badge without an id', others(BADGE, { itemId: '' }), 'rewards[0].item_id is missing'],
]
