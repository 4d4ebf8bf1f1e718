import { type AccountChange, dismisses } from './account-change.ts'
import { lastAdmin } from './errors.ts'

/**
 * One document, under the id `administrators`. All changes of roles, and all verdicts about accounts, pass through it one
 * after the other: a change is put into it, written to the user, and taken out again with the members brought up to date.
 * Whoever finds a change in it finishes that one first, so that a crash in between leaves nothing behind.
 */
export interface Administrators {
  /** Ids of the users with the role ADMIN who may use it; exact whenever there is no `change`. */
  readonly members: readonly string[]
  /** The change under way. */
  readonly change?: AccountChange
}

export const ADMINISTRATORS_ID = 'administrators'

/** Puts the change in; `undefined` while another one is under way. Throws LAST_ADMIN when nobody would be left. */
export function begin(
  current: Administrators = { members: [] },
  change: AccountChange,
): Administrators | undefined {
  if (current.change) return undefined
  const { members } = current
  if (dismisses(change) && members.length === 1 && members[0] === change.userId) throw lastAdmin()
  return { members, change }
}

/** Takes this change out again; `undefined` when somebody else did. `isAdmin`: what its user is now. */
export function finish(
  current: Administrators | undefined,
  { changeId, userId }: AccountChange,
  isAdmin: boolean,
): Administrators | undefined {
  if (current?.change?.changeId !== changeId) return undefined
  const others = current.members.filter(member => member !== userId)
  return { members: isAdmin ? [...others, userId] : others }
}
