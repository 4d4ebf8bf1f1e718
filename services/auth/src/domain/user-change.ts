import { revisionMismatch } from './errors.ts'
import { revisionOf, type StoredUser, type User } from './user.ts'

/**
 * A change that was decided on a revision: made on that one alone. `undefined` when the user, one revision later, says what was
 * wanted: then the same call was here before. Throws REVISION_MISMATCH.
 */
export function changedSince(
  user: StoredUser,
  expectedRevision: number,
  isDone: (user: User) => boolean,
  change: (user: StoredUser) => User,
): User | undefined {
  const revision = revisionOf(user)
  if (revision === expectedRevision) return change(user)
  if (revision === expectedRevision + 1 && isDone(user.value)) return undefined
  throw revisionMismatch(expectedRevision, revision)
}
