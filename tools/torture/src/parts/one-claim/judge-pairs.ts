import { pairOf } from '../../check/claims.ts'
import { each } from '../../check/invariant.ts'
import { type Judgement, judgementOf } from '../../check/judge.ts'
import type { Call } from '../../log/operation-log.ts'

const WITH_KEY = { name: 'with one idempotency key all callers get one answer, an acceptance' }
const WITHOUT = {
  name: 'without keys one caller is accepted, and all others are told DUPLICATED_CLAIM with that claim',
}

/** What callers who called at once were told, pair by pair; pure. A call whose answer nobody knows contradicts nothing. */
export function judgePairs(calls: readonly Call[]): Judgement[] {
  const known = calls.filter(({ outcome }) => outcome.kind !== 'unknown')
  const unsure = new Set(calls.filter(({ outcome }) => outcome.kind === 'unknown').map(pairOf))
  const pairs = Map.groupBy(known, pairOf)
  const keyed = [...pairs].filter(([, [first]]) => first?.key !== undefined)
  const keyless = [...pairs].filter(([, [first]]) => first?.key === undefined)
  const withKey = each(keyed, ([pair, told]) => keyedProblems(told).map(problem => `${pair}: ${problem}`))
  const without = each(keyless, ([pair, told]) =>
    keylessProblems(told, unsure.has(pair)).map(problem => `${pair}: ${problem}`),
  )
  return [
    judgementOf({ ...WITH_KEY, holds: 'always' }, withKey.checked, withKey.violations),
    judgementOf({ ...WITHOUT, holds: 'always' }, without.checked, without.violations),
  ]
}

function keyedProblems(told: readonly Call[]): string[] {
  const answers = new Set(told.map(({ outcome }) => JSON.stringify(outcome)))
  const refused = told.filter(({ outcome }) => outcome.kind !== 'ok')
  return [
    ...(answers.size > 1 ? [`${answers.size} different answers: ${[...answers].join(' ')}`] : []),
    ...(refused.length > 0 ? [`${refused.length} of ${told.length} were refused`] : []),
  ]
}

/** One acceptance; none only where the accepted one may be the call that got no answer. */
function keylessProblems(told: readonly Call[], isUnsure: boolean): string[] {
  const accepted = told.flatMap(({ outcome }) => (outcome.kind === 'ok' ? [outcome.claimId] : []))
  const claimIds = new Set(
    told.map(({ outcome }) => (outcome.kind === 'unknown' ? undefined : outcome.claimId)),
  )
  const others = told.flatMap(({ outcome }) =>
    outcome.kind === 'failed' && outcome.reason !== 'DUPLICATED_CLAIM' ? [outcome.reason] : [],
  )
  const isOne = accepted.length === 1 || (accepted.length === 0 && isUnsure)
  return [
    ...(isOne ? [] : [`${accepted.length} of ${told.length} were accepted`]),
    ...(claimIds.size > 1 ? [`they were told of ${claimIds.size} claims`] : []),
    ...(others.length > 0 ? [`${others.length} were refused for another reason: ${others[0]}`] : []),
  ]
}
