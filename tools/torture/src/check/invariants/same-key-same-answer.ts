import type { Call } from '../../log/operation-log.ts'
import { pairOf } from '../claims.ts'
import { each, type Invariant } from '../invariant.ts'

/**
 * Promise 9: calls under one key that are told of an acceptance are all told the same, and once one was, no later call
 * is refused. One that overlaps the first may be.
 */
export const sameKeySameAnswer: Invariant = {
  name: 'a key that was accepted gets the same answer again',
  holds: 'always',
  look: ({ history }) => {
    const keyed = history.calls.filter(({ key }) => key !== undefined)
    const requests = Map.groupBy(keyed, call => `${pairOf(call)} ${call.key}`)
    return each(requests, ([request, calls]) => {
      const problem = problemOf(calls)
      return problem === undefined ? [] : [`${request}: ${problem}`]
    })
  },
}

function problemOf(calls: readonly Call[]): string | undefined {
  const accepted = calls.filter(({ outcome }) => outcome.kind === 'ok')
  if (new Set(accepted.map(({ outcome }) => JSON.stringify(outcome))).size > 1)
    return 'was told two acceptances'
  const knownAt = Math.min(...accepted.map(({ endedAt = Number.POSITIVE_INFINITY }) => endedAt))
  const refused = calls.find(({ outcome, at }) => outcome.kind === 'failed' && at > knownAt)
  return refused && `was refused in call ${refused.no} after it had been accepted`
}
