import type { BookRow, GrantRow } from '../../stores/rows.ts'
import { byId } from '../claims.ts'
import { each, type Invariant } from '../invariant.ts'

const PROVIDER = 'simulator'

/** What the provider says that it paid or rejected is what the grants say, and the other way round. */
export const booksAgree: Invariant = {
  name: "the provider's books and the grants agree",
  holds: 'quiet',
  look: ({ rows }) => {
    const books = new Map(rows.books.map(entry => [entry.key, entry]))
    const grants = byId(rows.grants)
    const outside = rows.grants.filter(({ provider }) => provider === PROVIDER)
    const told = each(outside, grant => grantProblems(grant, books.get(`${grant.id}#${grant.generation}`)))
    const paid = each(rows.books, entry => entryProblems(entry, grants.get(entry.key.replace(/#\d+$/, ''))))
    return { checked: told.checked + paid.checked, violations: [...told.violations, ...paid.violations] }
  },
}

function grantProblems({ id, state, effect }: GrantRow, entry: BookRow | undefined): string[] {
  if (!entry) return [`${id} is ${state}, and the provider was never asked`]
  if (entry.state !== state) return [`${id} is ${state}, and the provider says ${entry.state}`]
  const isSame = JSON.stringify(effect ?? null) === JSON.stringify(entry.effect ?? null)
  return isSame ? [] : [`${id} has another effect than the provider's`]
}

/** A rejection of an earlier generation is no longer in the grant; a payment always is. */
function entryProblems({ key, state }: BookRow, grant: GrantRow | undefined): string[] {
  if (!grant) return [`${key} is in the provider's books, and there is no grant`]
  return state === 'GRANTED' && grant.state !== 'GRANTED'
    ? [`${key} was paid, and the grant is ${grant.state}`]
    : []
}
