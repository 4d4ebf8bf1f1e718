import type { Counted, CountedGrant } from '../outside/counted.ts'
import { attemptsOfUsers } from '../told/requests.ts'
import type { Told } from '../told/told.ts'
import type { Expected } from './compare.ts'
import type { Comparison } from './comparison.ts'
import { sums, type Tally, tally, total } from './tally.ts'

const NONE: Tally = new Map()

/** What was promised and shown beside what was granted. */
export function compareRewards(told: Told, counted: Counted, expected: Expected): Comparison[] {
  const granted = counted.grants.filter(({ state }) => state === 'GRANTED')
  const rewards = Object.entries(expected.rewardIds).map(([name, id]) => rewardRow(told, granted, name, id))
  return [
    ...rewards,
    ...exactlyOnce(granted),
    ...shown(told, granted, expected),
    ...stock(told, counted, expected),
  ]
}

/** A promise is kept when its claim is SUCCESS; a FAILED claim has no more than it was promised, and says so itself. */
function rewardRow(told: Told, granted: readonly CountedGrant[], name: string, rewardId: string): Comparison {
  const kept = new Set(told.claims.filter(({ state }) => state === 'SUCCESS').map(({ claimId }) => claimId))
  const ofReward = granted.filter(grant => grant.rewardId === rewardId && kept.has(grant.claimId))
  return {
    what: `${name}: promised, and granted`,
    told: tally(promisedTo(told, rewardId).filter(claimId => kept.has(claimId))),
    counted: tally(ofReward.map(({ claimId }) => claimId)),
  }
}

/** The claims that were promised this reward in any of their attempts. */
function promisedTo(told: Told, rewardId: string): string[] {
  const acceptances = [...attemptsOfUsers(told), ...told.retried]
  const claimIds = acceptances
    .filter(({ promised }) => promised.includes(rewardId))
    .map(({ claimId }) => claimId)
  return [...new Set(claimIds)]
}

function exactlyOnce(granted: readonly CountedGrant[]): Comparison[] {
  const times = tally(granted.map(({ claimId, rewardId }) => `${claimId} ${rewardId}`))
  const twice = sums([...times].map(([grant, count]) => [grant, count - 1]))
  return [{ what: 'rewards granted more than once', told: NONE, counted: twice }]
}

function shown(
  { belongings }: Told,
  granted: readonly CountedGrant[],
  { rewardIds }: Expected,
): Comparison[] {
  const points = granted.filter(({ rewardId }) => rewardId === rewardIds.points)
  const badges = granted.filter(({ rewardId }) => rewardId === rewardIds.badge)
  return [
    {
      what: "points in the users' balances",
      told: sums(belongings.map(({ userId, points }) => [userId, points])),
      counted: sums(points.map(({ userId, amount }) => [userId, amount])),
    },
    {
      what: 'badges that users are shown',
      told: sums(belongings.map(({ userId, badges }) => [userId, badges])),
      counted: tally(badges.map(({ userId }) => userId)),
    },
    {
      what: 'coupon codes that users are shown',
      told: tally(belongings.flatMap(({ couponCodes }) => couponCodes)),
      counted: tally(granted.flatMap(({ couponCodes }) => couponCodes)),
    },
  ]
}

function stock(told: Told, counted: Counted, { rewardIds, stock, demand }: Expected): Comparison[] {
  const buckets = counted.buckets.filter(({ rewardId }) => rewardId === rewardIds.coupon)
  const held = tally(buckets.flatMap(({ claimIds }) => claimIds))
  return [
    { what: 'coupons in the stock', told: one(stock), counted: one(sum(buckets.map(({ cap }) => cap))) },
    { what: 'coupons taken from the stock', told: tally(promisedTo(told, rewardIds.coupon)), counted: held },
    {
      what: 'lesser of stock and demand, and taken',
      told: one(Math.min(stock, demand)),
      counted: one(total(held)),
    },
  ]
}

function one(amount: number): Tally {
  return new Map([['in all', amount]])
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((all, amount) => all + amount, 0)
}
