import type { Acceptance, Answer, Asked, Told } from './told.ts'

type Refused = Extract<Answer, { kind: 'refused' }>

/** The attempts that the users were told of, each once. */
export function attemptsOfUsers({ asked, claims }: Told): Acceptance[] {
  const accepted = asked.flatMap(calls => answersOf(calls).filter(answer => answer.kind === 'accepted'))
  const claimOf = new Map(claims.map(claim => [claim.userId, claim]))
  const meanwhile = asked.filter(isMeanwhile).flatMap(({ userId }) => {
    const claim = claimOf.get(userId)
    // The claim shows what its last attempt asked for; the first asked for the same rewards.
    return claim ? [{ claimId: claim.claimId, attempt: 1, promised: claim.requested, requestedAt: '' }] : []
  })
  return [...accepted, ...meanwhile]
}

/** The users who were told that they have a claim, each once. */
export function claimantsOf({ asked }: Pick<Told, 'asked'>): ReadonlySet<string> {
  return new Set(asked.filter(hasClaim).map(({ userId }) => userId))
}

/** The refusals that were told, with who was: one for each request. */
export function refusalsOf({ asked }: Pick<Told, 'asked'>): { userId: string; reason: string }[] {
  return asked.flatMap(calls =>
    answersOf(calls)
      .filter((answer): answer is Refused => answer.kind === 'refused')
      .map(({ reason }) => ({ userId: calls.userId, reason })),
  )
}

/** Whether the claim was accepted after all calls had been told "not yet": they found it when they came back. */
export function isMeanwhile(asked: Asked): boolean {
  return hasClaim(asked) && asked.answers.every(({ kind }) => kind === 'refused')
}

function hasClaim({ answers }: Asked): boolean {
  return answers.some(answer => answer.kind === 'accepted' || answer.reason === 'DUPLICATED_CLAIM')
}

/** Calls under one key are one request, with one answer. */
function answersOf({ key, answers }: Asked): readonly Answer[] {
  return key === undefined ? answers : answers.slice(0, 1)
}
