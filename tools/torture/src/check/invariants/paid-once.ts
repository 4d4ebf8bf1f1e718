import type { BookRow } from '../../stores/rows.ts'
import { each, type Invariant } from '../invariant.ts'

/** Promise 3, from the provider's side: whatever the key, a reward of a claim was paid at most once. */
export const paidOnce: Invariant = {
  name: "the provider's books never paid a grant twice",
  holds: 'always',
  look: ({ rows }) => {
    const paid = rows.books.filter(({ state }) => state === 'GRANTED')
    return each(Map.groupBy(paid, rewardOfClaim), ([reward, entries]) =>
      entries.length > 1 ? [`${reward} was paid ${entries.length} times`] : [],
    )
  },
}

/** Not the grant's id: that is the system's word for what is one. */
function rewardOfClaim({ claimId, rewardId }: BookRow): string {
  return `${claimId} ${rewardId}`
}
