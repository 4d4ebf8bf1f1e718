import type { BookRow, GrantRow } from '../../stores/rows.ts'
import { byId } from '../claims.ts'
import { each, type Invariant } from '../invariant.ts'

const PROVIDER = 'outside/'

/** What the provider says that it paid or rejected is what the grants say, and the other way round. */
export const booksAgree: Invariant = {
  name: "the provider's books and the grants agree",
  holds: 'quiet',
  look: ({ rows }) => {
    const books = new Map(rows.books.map(entry => [entry.key, entry]))
    const grants = byId(rows.grants)
    const outside = rows.grants.filter(({ provider }) => provider.startsWith(PROVIDER))
    const told = each(outside, grant => grantProblems(grant, books.get(keyOf(grant))))
    const paid = each(rows.books, entry => entryProblems(entry, grants.get(entry.grantId)))
    return { checked: told.checked + paid.checked, violations: [...told.violations, ...paid.violations] }
  },
}

/** A provider that remembers successes alone has one key for all generations. */
function keyOf({ id, provider, generation }: GrantRow): string {
  return provider.endsWith('/success-only') ? id : `${id}#${generation}`
}

function grantProblems(grant: GrantRow, entry: BookRow | undefined): string[] {
  const { id, state, effect } = grant
  if (!entry) return [`${id} is ${state}, and the provider did nothing under its key`]
  if (entry.state !== state) return [`${id} is ${state}, and the provider says ${entry.state}`]
  if (!isSame(whatOf(grant), whatOf({ ...entry, reward: entry })))
    return [`${id} is of something else than what the provider was asked for`]
  return isSame(effect, entry.effect) ? [] : [`${id} has another effect than the provider's`]
}

/** A rejection of an earlier generation is no longer in the grant; a payment always is. */
function entryProblems({ key, state, effect }: BookRow, grant: GrantRow | undefined): string[] {
  if (state === 'CONFLICT') return [`${key} was asked for two different things`]
  if (!grant) return [`${key} is in the provider's books, and there is no grant`]
  if (state !== 'GRANTED') return []
  if (grant.state !== 'GRANTED') return [`${key} was paid, and the grant is ${grant.state}`]
  return isSame(grant.effect, effect) ? [] : [`${key} was paid, and the grant knows of another payment`]
}

function whatOf({
  claimId,
  eventId,
  userId,
  reward,
}: Omit<GrantRow, 'id' | 'state' | 'generation' | 'provider'>) {
  const { rewardId, type, amount, itemId } = reward
  return [claimId, eventId, userId, rewardId, type, amount, itemId]
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
}
