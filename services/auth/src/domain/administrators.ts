import { lastAdmin } from './errors.ts'
import type { RoleSet } from './role.ts'

/**
 * One document, under the id `administrators`. All changes of roles pass through it one after the other: a change is
 * put into it, written to the user, and taken out again with the members brought up to date. Whoever finds a change
 * in it finishes that one first, so that a crash in between leaves nothing behind.
 */
export interface Administrators {
  /** Ids of the users with the role ADMIN; exact whenever there is no `change`. */
  readonly members: readonly string[]
  /** The change under way. */
  readonly change?: RoleChange
}

/** A user's roles shall be replaced, if the user is still at this revision. */
export interface RoleChange {
  /** Of one try: never used again, so that who finishes late cannot finish another. */
  readonly changeId: string
  readonly userId: string
  readonly expectedRevision: number
  readonly roles: RoleSet
}

export const ADMINISTRATORS_ID = 'administrators'

/** Puts the change in; `undefined` while another one is under way. Throws LAST_ADMIN when nobody would be left. */
export function begin(
  current: Administrators = { members: [] },
  change: RoleChange,
): Administrators | undefined {
  if (current.change) return undefined
  const { members } = current
  if (!change.roles.ADMIN && members.length === 1 && members[0] === change.userId) throw lastAdmin()
  return { members, change }
}

/** Takes this change out again; `undefined` when somebody else did. `isAdmin`: what its user is now. */
export function finish(
  current: Administrators | undefined,
  { changeId, userId }: RoleChange,
  isAdmin: boolean,
): Administrators | undefined {
  if (current?.change?.changeId !== changeId) return undefined
  const others = current.members.filter(member => member !== userId)
  return { members: isAdmin ? [...others, userId] : others }
}
