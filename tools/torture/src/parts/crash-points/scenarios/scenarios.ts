import type { Scenario } from './scenario.ts'
import { userWhoIsRejected } from './users.ts'

const POINTS = { rewardId: 'rwd_points', type: 'POINT' } as const
const BADGE = { rewardId: 'rwd_badge', type: 'BADGE' } as const
const coupon = (buckets: readonly number[], rewardId = 'rwd_coupon') =>
  ({ rewardId, type: 'COUPON', buckets }) as const

const [ANN, BOB, CID] = ['usr_ann', 'usr_bob', 'usr_cid']
/** The provider outside pays coupons: her first one is rejected, his is paid at once. */
const REJECTED = userWhoIsRejected(['rwd_coupon'], ['rwd_coupon'])
const PAID = userWhoIsRejected([], ['rwd_coupon', 'rwd_badge'])

/** The step after which a claim is open. */
const OPENED = /^claim reward › open › claims.update/

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'unlimited',
    rewards: [POINTS, BADGE],
    succeed: 1,
    async play({ callers }) {
      await callers.claim(ANN, 'a')
    },
  },
  {
    name: 'without a key',
    rewards: [POINTS],
    succeed: 1,
    async play(world) {
      await world.callers.claim(ANN)
      await world.callers.claim(ANN)
      await world.flow()
    },
  },
  {
    name: 'limited',
    rewards: [POINTS, coupon([2])],
    succeed: 2,
    async play(world) {
      await world.callers.claim(ANN, 'a')
      await world.callers.claim(BOB)
      await world.flow()
    },
  },
  {
    name: 'two limited, in buckets',
    rewards: [coupon([1, 1], 'rwd_first'), coupon([1, 1], 'rwd_second')],
    succeed: 2,
    async play(world) {
      await world.callers.claim(ANN, 'a')
      await world.flow()
      await world.callers.claim(BOB, 'b')
      await world.untilClosed()
      await world.pass(1_000)
    },
  },
  {
    name: 'the rest is granted',
    rewards: [POINTS, { ...coupon([1]), whenSoldOut: 'GRANT_THE_REST' }],
    succeed: 2,
    async play(world) {
      await world.callers.claim(ANN, 'a')
      await world.callers.claim(BOB, 'b')
      await world.flow()
    },
  },
  {
    name: 'sold out',
    rewards: [POINTS, coupon([1])],
    succeed: 1,
    async play(world) {
      await world.callers.claim(ANN, 'a')
      await world.callers.claim(BOB, 'b')
      await world.callers.claim(CID)
    },
  },
  {
    name: 'the last unit is lost after the attempt was opened',
    rewards: [POINTS, coupon([1])],
    succeed: 1,
    async play(world) {
      world.watch.meanwhile(OPENED, () => world.callers.claim(ANN, 'a'))
      await world.callers.claim(BOB, 'b')
    },
  },
  {
    name: 'the last unit is lost, and the rest is granted',
    rewards: [POINTS, { ...coupon([1]), whenSoldOut: 'GRANT_THE_REST' }],
    succeed: 2,
    async play(world) {
      world.watch.meanwhile(OPENED, () => world.callers.claim(ANN, 'a'))
      await world.callers.claim(BOB)
    },
  },
  {
    name: 'who lost the last unit does not come back',
    rewards: [POINTS, coupon([1])],
    succeed: 1,
    async play({ watch, callers }) {
      watch.meanwhile(OPENED, async () => {
        watch.meanwhile(OPENED, () => callers.claim(ANN, 'a'))
        await callers.claimAndLeave(CID, 'c')
      })
      await callers.claimAndLeave(BOB, 'b')
    },
  },
  {
    name: 'claimed twice at once',
    rewards: [POINTS],
    succeed: 1,
    async play({ watch, callers }) {
      watch.meanwhile(/^claim reward › claim-reward.tryOnce › events.get/, () => callers.claim(ANN, 'a'))
      await callers.claim(ANN, 'b')
    },
  },
  {
    name: 'refused twice at once',
    rewards: [POINTS],
    short: [ANN],
    succeed: 0,
    async play({ watch, callers }) {
      watch.meanwhile(/ › conditions.evaluate/, () => callers.claim(ANN, 'a'))
      await callers.claim(ANN, 'a')
    },
  },
  {
    name: 'rejected',
    rewards: [POINTS, coupon([2])],
    outside: ['COUPON'],
    succeed: 0,
    async play(world) {
      await world.callers.claim(REJECTED, 'a')
      await world.flow()
    },
  },
  {
    name: 'rejected, then claimed again',
    rewards: [POINTS, coupon([1])],
    outside: ['COUPON'],
    succeed: 1,
    async play(world) {
      await world.callers.claim(REJECTED, 'a')
      await world.untilClosed()
      await world.callers.claim(REJECTED, 'b')
      await world.flow()
    },
  },
  {
    name: 'rejected, then retried by an operator',
    rewards: [POINTS, coupon([1])],
    outside: ['COUPON'],
    succeed: 1,
    async play(world) {
      await world.callers.claim(REJECTED, 'a')
      await world.untilClosed()
      await world.callers.retry(REJECTED)
      await world.flow()
    },
  },
  {
    name: 'retried twice at once',
    rewards: [POINTS, coupon([2])],
    outside: ['COUPON'],
    succeed: 1,
    async play(world) {
      await world.callers.claim(REJECTED, 'a')
      await world.untilClosed()
      world.watch.meanwhile(/^retry claim › get-claim.readClaim/, () => world.callers.retry(REJECTED))
      await world.callers.retry(REJECTED)
      await world.flow()
    },
  },
  {
    name: 'conditions',
    rewards: [POINTS],
    short: [BOB],
    succeed: 1,
    async play(world) {
      await world.callers.claim(ANN, 'a')
      await world.callers.claim(BOB, 'b')
      await world.callers.claim(BOB)
    },
  },
  {
    name: 'a silent provider',
    rewards: [POINTS, BADGE, coupon([1])],
    outside: ['COUPON', 'BADGE'],
    silentMs: 60_000,
    succeed: 1,
    async play(world) {
      await world.callers.claim(PAID, 'a')
      await world.flow()
      await world.pass(30_000)
    },
  },
  {
    name: 'a message that nobody can read',
    rewards: [POINTS],
    succeed: 1,
    poisoned: 1,
    async play(world) {
      world.broker.send({ subject: 'reward.claim.requested', type: '', payload: Buffer.from('poison') })
      await world.callers.claim(ANN, 'a')
      await world.flow()
      await world.replayDeadLetters()
    },
  },
]
