import type { Counted, CountedClaim } from '../outside/counted.ts'
import { attemptsOfUsers, claimantsOf, refusalsOf } from '../told/requests.ts'
import type { Told } from '../told/told.ts'
import { compareRewards } from './compare-rewards.ts'
import type { Comparison } from './comparison.ts'
import { sums, type Tally, tally } from './tally.ts'

/** What an event had to give. */
export interface Expected {
  readonly operatorId: string
  readonly rewardIds: { readonly points: string; readonly coupon: string; readonly badge: string }
  /** How many coupons there were. */
  readonly stock: number
  /** How many users could have had one. */
  readonly demand: number
}

/** What callers were told beside what the stores say; pure. */
export function compare(told: Told, counted: Counted, expected: Expected): Comparison[] {
  return [
    ...compareRequests(told, counted, expected),
    ...compareClaims(told, counted),
    ...compareRewards(told, counted, expected),
  ]
}

function compareRequests(told: Told, counted: Counted, { operatorId }: Expected): Comparison[] {
  const attempts = counted.claims.flatMap(attemptsOf)
  const [byOperator, byUsers] = [
    attempts.filter(({ by }) => by === operatorId),
    attempts.filter(({ by }) => by !== operatorId),
  ]
  return [
    {
      what: 'users who have a claim, one each',
      told: tally(claimantsOf(told)),
      counted: tally(counted.claims.map(({ userId }) => userId)),
    },
    { what: 'attempts of users', told: attemptKeys(attemptsOfUsers(told)), counted: attemptKeys(byUsers) },
    { what: 'attempts of the operator', told: attemptKeys(told.retried), counted: attemptKeys(byOperator) },
    ...['DUPLICATED_CLAIM', 'CONDITION_NOT_MET'].map(reason => refused(told, counted, reason)),
    { what: 'refused for another reason', told: others(refusalsOf(told)), counted: others(counted.refusals) },
  ]
}

function compareClaims(told: Told, counted: Counted): Comparison[] {
  const states = ['SUCCESS', 'FAILED'].map(state => ({
    what: `claims that are ${state}`,
    told: tally(told.claims.filter(claim => claim.state === state).map(({ claimId }) => claimId)),
    counted: tally(counted.claims.filter(claim => claim.state === state).map(({ claimId }) => claimId)),
  }))
  const due = counted.claims.filter(({ isDue }) => isDue).map(({ claimId }) => claimId)
  return [...states, { what: 'claims that are still owed something', told: tally([]), counted: tally(due) }]
}

function refused(told: Told, counted: Counted, reason: string): Comparison {
  const by = (refusals: Counted['refusals']): Tally =>
    tally(refusals.filter(refusal => refusal.reason === reason).map(({ userId }) => userId))
  // A call without a key whose answer was lost, made again, may be refused and recorded twice.
  const unknown = sums(told.asked.map(({ userId, lost }) => [userId, lost]))
  return { what: `refused: ${reason}`, told: by(refusalsOf(told)), counted: by(counted.refusals), unknown }
}

function others(refusals: Counted['refusals']): Tally {
  const known = ['DUPLICATED_CLAIM', 'CONDITION_NOT_MET']
  return tally(refusals.filter(({ reason }) => !known.includes(reason)).map(({ reason }) => reason))
}

function attemptsOf({ claimId, attempts }: CountedClaim) {
  return attempts.map(({ no, by }) => ({ claimId, attempt: no, by }))
}

function attemptKeys(attempts: readonly { claimId: string; attempt: number }[]): Tally {
  return tally(attempts.map(({ claimId, attempt }) => `${claimId}#${attempt}`))
}
