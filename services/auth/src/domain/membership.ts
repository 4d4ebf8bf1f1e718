import { type AccessModel, covers, type Scope } from '@rewards/access'
import { tooMany } from './access-errors.ts'
import type { User } from './user.ts'

/** The groups that a user is a direct member of. */
export type Memberships = Readonly<Record<string, true>>

/** They ride in each of the user's tokens. */
const MOST_GROUPS = 20

/** The memberships with this group; those in groups that are gone are dropped. Throws TOO_MANY_GROUPS. */
export function withMembership(
  memberships: Memberships,
  groupId: string,
  { groups }: Pick<AccessModel, 'groups'>,
): Memberships {
  const kept = Object.keys(memberships).filter(id => groups[id] && id !== groupId)
  if (kept.length >= MOST_GROUPS) throw tooMany('TOO_MANY_GROUPS', MOST_GROUPS, 'groups of a user')
  return Object.fromEntries([...kept, groupId].map(id => [id, true]))
}

/** The memberships without this group. */
export function withoutMembership(memberships: Memberships, groupId: string): Memberships {
  return Object.fromEntries(Object.keys(memberships).flatMap(id => (id === groupId ? [] : [[id, true]])))
}

/** Whether the user lies in this scope: they are a member of one of its groups. */
export function isWithin({ groups = {} }: User, scope: Scope): boolean {
  return scope === 'everywhere' || Object.keys(groups).some(groupId => covers(scope, groupId))
}

/** Whether all of the user's groups lie in this scope: whoever changes them from there changes them for nobody else. */
export function isWhollyWithin({ groups = {} }: User, scope: Scope): boolean {
  return scope === 'everywhere' || Object.keys(groups).every(groupId => covers(scope, groupId))
}

/**
 * That somebody came into a group, as a member or with a role in it: found by the group, and true of the user only as far as
 * their own document says so. Written before that document is, and never changed.
 */
export interface GroupPerson {
  readonly groupId: string
  readonly userId: string
  readonly sinceMs: number
}

export function groupPersonId(groupId: string, userId: string): string {
  return `${groupId}:${userId}`
}
