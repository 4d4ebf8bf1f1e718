import type { Answer, Asked } from './told.ts'

/** Where the answers of one user's calls contradict each other or the contract, a sentence for each; pure. */
export function contradictions(asked: readonly Asked[]): string[] {
  return asked.flatMap(calls => {
    const problem = calls.expected === 'accepted' ? ofAccepted(calls) : ofRefused(calls)
    return problem === undefined ? [] : [`${calls.userId}: ${problem}; told ${summary(calls.answers)}`]
  })
}

function ofAccepted(calls: Asked): string | undefined {
  const { answers, key, notYet } = calls
  const accepted = answers.filter(({ kind }) => kind === 'accepted').length
  if (key !== undefined) {
    if (new Set(answers.map(answer => JSON.stringify(answer))).size > 1) return 'calls under one key differ'
    return accepted === answers.length ? undefined : 'a call under a key was not accepted'
  }
  // Who comes back after "not yet" may find that the system went on with the claim meanwhile.
  if (accepted > 1 || (accepted === 0 && notYet === 0))
    return `${accepted} of ${answers.length} calls without a key were accepted, not one`
  const others = answers.filter(answer => answer.kind === 'refused' && answer.reason !== 'DUPLICATED_CLAIM')
  return others.length === 0 ? undefined : 'a call beside the accepted one is not a DUPLICATED_CLAIM'
}

function ofRefused({ answers, expected }: Asked): string | undefined {
  const same = answers.every(answer => answer.kind === 'refused' && answer.reason === expected)
  return same ? undefined : `a user who is short of a condition was not refused with ${expected}`
}

function summary(answers: readonly Answer[]): string {
  return answers
    .map(answer => (answer.kind === 'accepted' ? `attempt ${answer.attempt}` : answer.reason))
    .join(', ')
}
