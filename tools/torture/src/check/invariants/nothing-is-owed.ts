import { each, type Invariant, sentences } from '../invariant.ts'

/** Promise 4: everything that was accepted came to its end, and nobody has to come back to it. */
export const nothingIsOwed: Invariant = {
  name: 'when quiet, no claim is owed anything and no grant is pending',
  holds: 'quiet',
  look: ({ rows }) => {
    const claims = each(rows.claims, ({ id, state, dueAt }) =>
      sentences({
        [`${id} is still ${state}`]: state !== 'SUCCESS' && state !== 'FAILED',
        [`${id} is ${state} and still has dueAt`]: dueAt !== undefined,
      }),
    )
    const grants = each(rows.grants, ({ id, state }) =>
      state === 'PENDING' ? [`${id} is still PENDING`] : [],
    )
    return {
      checked: claims.checked + grants.checked,
      violations: [...claims.violations, ...grants.violations],
    }
  },
}
