import type { Call } from '../../log/operation-log.ts'
import type { AttemptRow, ClaimRow } from '../../stores/rows.ts'
import { pairOf } from '../claims.ts'
import { each, type Invariant, sentences } from '../invariant.ts'

/** Refusals that come before an attempt is opened: such a call left none. */
const BEFORE_OPEN = ['EVENT_STATUS', 'CONDITION_NOT_MET', 'TOO_MANY_ATTEMPTS']

/**
 * Each attempt is what one request asked for: a key names one attempt, however often it was called with; calls without a
 * key, answered or unknown, opened at most one each, and those that were told so exactly one.
 */
export const attemptsWereAskedFor: Invariant = {
  name: 'a request that was accepted is one attempt, an unknown one at most one',
  holds: 'always',
  look: ({ history, rows }) => {
    const calls = Map.groupBy(history.calls, pairOf)
    return each(rows.claims, claim => problemsOf(claim, calls.get(pairOf(claim)) ?? []))
  },
}

function problemsOf(claim: ClaimRow, calls: readonly Call[]): string[] {
  const keyed = claim.attempts.filter(({ idempotencyKey }) => idempotencyKey !== undefined)
  const keyless = claim.attempts.filter(({ idempotencyKey }) => idempotencyKey === undefined)
  return [
    ...numbersOf(claim),
    ...keyed.flatMap(attempt => keyedProblems(claim, attempt, calls)),
    ...keylessProblems(
      claim,
      keyless,
      calls.filter(({ key }) => key === undefined),
    ),
  ]
}

function numbersOf({ id, attempt, attempts }: ClaimRow): string[] {
  const isInOrder = attempts.every(({ no }, i) => no === i + 1) && attempt === attempts.length
  return isInOrder ? [] : [`${id}: its attempts are not 1 to ${attempt}`]
}

function keyedProblems({ id, attempts }: ClaimRow, attempt: AttemptRow, calls: readonly Call[]): string[] {
  const { idempotencyKey, no } = attempt
  const others = attempts.filter(other => other.idempotencyKey === idempotencyKey && other.no !== no)
  return sentences({
    [`${id}: attempt ${no} has a key that nobody used`]: !calls.some(({ key }) => key === idempotencyKey),
    [`${id}: one key opened attempt ${no} and another`]: others.length > 0,
  })
}

function keylessProblems(
  { id }: ClaimRow,
  attempts: readonly AttemptRow[],
  calls: readonly Call[],
): string[] {
  const mayHave = calls.filter(
    ({ outcome }) => outcome.kind !== 'failed' || !BEFORE_OPEN.includes(outcome.reason),
  )
  const told = calls.flatMap(({ outcome }) => (outcome.kind === 'ok' ? [outcome.attempt] : []))
  return sentences({
    [`${id}: ${attempts.length} attempts without a key, of at most ${mayHave.length} calls`]:
      attempts.length > mayHave.length,
    [`${id}: two calls without a key were told the same attempt`]: new Set(told).size < told.length,
  })
}
