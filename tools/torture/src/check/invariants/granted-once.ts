import type { GrantRow } from '../../stores/rows.ts'
import { each, type Invariant } from '../invariant.ts'

/** Promise 3: per claim and reward there is one grant, whatever its id says. */
export const grantedOnce: Invariant = {
  name: 'no reward of a claim has two grants',
  holds: 'always',
  look: ({ rows }) =>
    each(Map.groupBy(rows.grants, rewardOfClaim), ([reward, grants]) =>
      grants.length > 1 ? [`${reward} has ${grants.length} grants`] : [],
    ),
}

function rewardOfClaim({ claimId, reward }: GrantRow): string {
  return `${claimId} ${reward.rewardId}`
}
