import type { BookRow } from '../../stores/rows.ts'
import { each, type Invariant } from '../invariant.ts'

/** Promise 3, from the provider's side: whatever the generation, a grant was paid at most once. */
export const paidOnce: Invariant = {
  name: "the provider's books never paid a grant twice",
  holds: 'always',
  look: ({ rows }) => {
    const paid = rows.books.filter(({ state }) => state === 'GRANTED')
    return each(Map.groupBy(paid, grantOf), ([grant, entries]) =>
      entries.length > 1 ? [`${grant} was paid ${entries.length} times`] : [],
    )
  },
}

function grantOf({ key }: BookRow): string {
  return key.replace(/#\d+$/, '')
}
