import type { Call } from '../../log/operation-log.ts'
import { each, type Invariant } from '../invariant.ts'

/** The refusals that this load can meet; another one is false. */
const REASONS = ['DUPLICATED_CLAIM', 'CONDITION_NOT_MET', 'OUT_OF_STOCK']
/** What a system says that has no answer now. Codes of calls that broke off come without a reason. */
const NOT_NOW = ['unavailable', 'deadline_exceeded', 'canceled']

/** No kill makes the system say what is not so: that an event is gone, that a token is bad, that it has a bug. */
export const answersAreTheContracts: Invariant = {
  name: 'no call is told what the contract does not know for it',
  holds: 'always',
  look: ({ history }) =>
    each(history.calls, ({ no, outcome }) => {
      const problem = problemOf(outcome)
      return problem === undefined ? [] : [`call ${no} was told ${problem}`]
    }),
}

function problemOf(outcome: Call['outcome']): string | undefined {
  if (outcome.kind === 'failed') return REASONS.includes(outcome.reason) ? undefined : outcome.reason
  if (outcome.kind === 'ok' || outcome.reason === '') return undefined
  return NOT_NOW.includes(outcome.code) ? undefined : `${outcome.code} ${outcome.reason}`
}
