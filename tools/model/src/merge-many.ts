import fc from 'fast-check'
import type { Claim } from '../../../services/event/src/domain/claim.ts'
import type { Outcome } from '../../../services/event/src/domain/claim-steps.ts'
import { claimStep } from '../../../services/event/src/domain/evolve-claim.ts'

const EVENT_ID = 'evt_1'
const USER_ID = 'usr_1'
/** In so many orders each sequence of answers is told. */
const ORDERS = 4

/** The answers to one attempt of a claim, as they may be told: each says of some rewards how they stand. */
interface Told {
  readonly rewards: number
  /** Rewards that were rejected for good; all others are granted. */
  readonly rejected: readonly number[]
  /** Each answer in part: the rewards that it knows to be granted. */
  readonly parts: readonly (readonly number[])[]
  /** Orders in which the answers, repeated, arrive: positions among them. */
  readonly orders: readonly (readonly number[])[]
}

const told: fc.Arbitrary<Told> = fc.integer({ min: 1, max: 5 }).chain(rewards => {
  const some = fc.uniqueArray(fc.nat(rewards - 1))
  return fc.record({
    rewards: fc.constant(rewards),
    rejected: fc.oneof(fc.constant([]), some),
    parts: fc.array(some, { maxLength: 4 }),
    orders: fc.array(fc.array(fc.nat(9), { maxLength: 12 }), { minLength: ORDERS, maxLength: ORDERS }),
  })
})

const rewardId = (no: number) => `rwd_${no}`
const nowMs = 1_000

/**
 * Random sequences of answers, each told in several orders with repeats; resolves to a sentence about the first that is
 * not told to one and the same end, or in which something that was granted was taken back.
 */
export async function mergeMany(runs: number, seed: number): Promise<string | undefined> {
  const { failed, counterexample, errorInstance } = await fc.check(fc.property(told, tellInEveryOrder), {
    numRuns: runs,
    seed,
  })
  if (!failed) return undefined
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
  return `${reason.split('\n')[0]} for ${JSON.stringify(counterexample)} (seed ${seed})`
}

function tellInEveryOrder(sequence: Told): void {
  const ends = sequence.orders.map(order => JSON.stringify(endOf(tell(sequence, order))))
  if (new Set(ends).size > 1) throw new Error(`the ends differ: ${[...new Set(ends)].join(' and ')}`)
  const wanted = JSON.stringify(expected(sequence))
  if (ends[0] !== wanted) throw new Error(`the end is ${ends[0]}, and should be ${wanted}`)
}

/** What becomes of the claim, said without the code that is looked at. */
function expected({ rewards, rejected }: Told) {
  const granted = numbers(rewards).filter(no => !rejected.includes(no))
  const isAll = granted.length === rewards
  return { state: isAll ? 'SUCCESS' : 'FAILED', isFullyGranted: isAll, granted: granted.map(rewardId) }
}

function endOf({ state, isFullyGranted, granted }: Claim) {
  return { state, isFullyGranted, granted: Object.keys(granted).toSorted((a, b) => a.localeCompare(b)) }
}

/** Tells the answers in this order, and the whole vector at last: that is repeated until it arrives. */
function tell(sequence: Told, order: readonly number[]): Claim {
  const answers = [...sequence.parts.map(part => partOf(sequence, part)), wholeOf(sequence)]
  const arriving = [...order.map(no => answers[no % answers.length] ?? []), wholeOf(sequence)]
  return arriving.reduce((claim, outcomes) => recorded(claim, outcomes), opened(sequence.rewards))
}

/** Of an answer that is not final, granted rewards alone. */
function partOf({ rejected }: Told, part: readonly number[]): Outcome[] {
  return part.filter(no => !rejected.includes(no)).map(no => outcomeOf(no, 'GRANTED'))
}

function wholeOf({ rewards, rejected }: Told): Outcome[] {
  return numbers(rewards).map(no => outcomeOf(no, rejected.includes(no) ? 'REJECTED' : 'GRANTED'))
}

function outcomeOf(no: number, state: Outcome['state']): Outcome {
  return { rewardId: rewardId(no), state, generation: 1 }
}

/** As an answer is recorded: it fails the attempt where it may, else what it grants is merged. Nothing is taken back. */
function recorded(before: Claim, outcomes: readonly Outcome[]): Claim {
  const failed = claimStep({ type: 'fail', nowMs, attempt: 1, outcomes })(before)
  const after = failed ?? claimStep({ type: 'merge', nowMs, outcomes })(before) ?? before
  const lost = Object.keys(before.granted).filter(id => after.granted[id] === undefined)
  if (lost.length > 0) throw new Error(`${lost[0]} was granted, and is no more`)
  if (before.isFullyGranted && !after.isFullyGranted) throw new Error('it was fully granted, and is no more')
  const isAll = after.requested.every(each => after.granted[each.rewardId] !== undefined)
  if (after.isFullyGranted !== (isAll && after.state === 'SUCCESS'))
    throw new Error('fully granted is not exact')
  return after
}

function opened(rewards: number): Claim {
  const requested = numbers(rewards).map(no => ({
    rewardId: rewardId(no),
    type: 'POINT' as const,
    amount: 1,
    itemId: '',
    buckets: 0,
    whenSoldOut: 'REFUSE_CLAIM' as const,
  }))
  const step = claimStep({
    type: 'open',
    nowMs,
    eventId: EVENT_ID,
    userId: USER_ID,
    attempt: 1,
    maxAttempts: 100,
    opId: 'op',
    by: USER_ID,
    snapshot: { rewards: requested, eventRevision: 1 },
    dueAt: nowMs,
  })
  const claim = step(undefined)
  if (!claim) throw new Error('a first claim was not opened')
  return claim
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, no) => no)
}
