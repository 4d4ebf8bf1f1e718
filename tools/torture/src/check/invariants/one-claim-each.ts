import { pairOf } from '../claims.ts'
import { each, type Invariant } from '../invariant.ts'

/** Promise 2: one claim per event and user. */
export const oneClaimEach: Invariant = {
  name: 'no event and user have two claims',
  holds: 'always',
  look: ({ rows }) =>
    each(Map.groupBy(rows.claims, pairOf), ([pair, claims]) =>
      claims.length > 1
        ? [`${pair} has ${claims.length} claims: ${claims.map(({ id }) => id).join(', ')}`]
        : [],
    ),
}
