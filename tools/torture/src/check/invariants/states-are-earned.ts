import type { ClaimRow, GrantRow } from '../../stores/rows.ts'
import { each, type Invariant, sentences } from '../invariant.ts'

/** Promise 6: SUCCESS means that all is granted, and all granted means SUCCESS; FAILED has a cause. */
export const statesAreEarned: Invariant = {
  name: 'SUCCESS is every requested reward granted, FAILED has a rejected grant or an empty stock',
  holds: 'quiet',
  look: ({ rows }) => {
    const grants = Map.groupBy(rows.grants, ({ claimId }) => claimId)
    return each(rows.claims, claim => [
      ...stateProblems(claim),
      ...causeProblems(claim, grants.get(claim.id) ?? []),
    ])
  },
}

function stateProblems({ id, state, requested, granted, isFullyGranted }: ClaimRow): string[] {
  const missing = requested.filter(({ rewardId }) => granted[rewardId] === undefined)
  return sentences({
    [`${id} is SUCCESS without ${missing.map(({ rewardId }) => rewardId).join(', ')}`]:
      state === 'SUCCESS' && missing.length > 0,
    [`${id} is ${state}, and all of its rewards are granted`]: state !== 'SUCCESS' && missing.length === 0,
    [`${id} is ${state}, and says isFullyGranted ${isFullyGranted}`]:
      isFullyGranted !== (state === 'SUCCESS'),
  })
}

function causeProblems(
  { id, state, attempt, attempts, requested }: ClaimRow,
  grants: readonly GrantRow[],
): string[] {
  if (state !== 'FAILED') return []
  const reason = attempts.at(-1)?.reason
  if (reason === 'OUT_OF_STOCK') return []
  if (reason !== 'GRANT_FAILED') return [`${id} is FAILED for ${reason ?? 'no reason'}`]
  const states = requested.map(({ rewardId }) => {
    const grant = grants.find(({ reward }) => reward.rewardId === rewardId)
    return grant?.state === 'REJECTED' && grant.generation !== attempt ? 'REJECTED before' : grant?.state
  })
  const isCause =
    states.includes('REJECTED') && states.every(word => word === 'GRANTED' || word === 'REJECTED')
  return isCause ? [] : [`${id} is GRANT_FAILED, and its grants are ${states.join(', ')}`]
}
