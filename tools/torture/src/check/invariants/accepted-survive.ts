import type { ClaimRow } from '../../stores/rows.ts'
import { type AcceptedCall, acceptedCalls, asked, byId, pairOf } from '../claims.ts'
import { each, type Invariant, sameWords } from '../invariant.ts'

/** Promise 1: whoever was told that a claim is accepted has it, with what they were told. */
export const acceptedSurvive: Invariant = {
  name: 'an accepted claim is there, with the attempt and the rewards that were told',
  holds: 'always',
  look: ({ history, rows }) => {
    const claims = byId(rows.claims)
    return each(acceptedCalls(history), call => {
      const { no, outcome } = call
      const problem = problemOf(call, claims.get(outcome.claimId))
      return problem === undefined
        ? []
        : [`call ${no}: claim ${outcome.claimId} was accepted, and ${problem}`]
    })
  },
}

function problemOf(call: AcceptedCall, claim: ClaimRow | undefined): string | undefined {
  const { outcome } = call
  if (!claim) return 'is missing'
  if (pairOf(claim) !== pairOf(call)) return `is the claim of ${pairOf(claim)}`
  const attempt = claim.attempts.find(({ no }) => no === outcome.attempt)
  if (!attempt) return `has no attempt ${outcome.attempt}`
  if (attempt.acceptedBy === undefined) return `its attempt ${attempt.no} was never accepted`
  if (attempt.idempotencyKey !== call.key) return `its attempt ${attempt.no} has another idempotency key`
  const { requested, leftOut } = asked(claim, attempt)
  const isTold =
    sameWords(
      requested.map(({ rewardId }) => rewardId),
      outcome.rewardIds,
    ) && sameWords(leftOut, outcome.leftOut)
  return isTold ? undefined : `its attempt ${attempt.no} asks for other rewards than were told`
}
