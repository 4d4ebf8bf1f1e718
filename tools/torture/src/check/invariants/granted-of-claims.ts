import type { GrantRow } from '../../stores/rows.ts'
import { each, type Invariant } from '../invariant.ts'

/** Promise 6: what a claim says is granted is what its grants say, generation by generation. */
export const grantedOfClaims: Invariant = {
  name: 'what a claim was granted is its GRANTED grants',
  holds: 'quiet',
  look: ({ rows }) => {
    const grants = Map.groupBy(
      rows.grants.filter(({ state }) => state === 'GRANTED'),
      ({ claimId }) => claimId,
    )
    return each(rows.claims, ({ id, granted }) => {
      const [claimed, real] = [text(Object.entries(granted)), text(entriesOf(grants.get(id) ?? []))]
      return claimed === real ? [] : [`${id} says it was granted ${claimed}, its grants say ${real}`]
    })
  },
}

function entriesOf(grants: readonly GrantRow[]): [string, number][] {
  return grants.map(({ reward, generation }) => [reward.rewardId, generation])
}

function text(granted: readonly (readonly [string, number])[]): string {
  const words = granted.map(([rewardId, generation]) => `${rewardId}#${generation}`)
  return words.toSorted().join(' ') || 'nothing'
}
