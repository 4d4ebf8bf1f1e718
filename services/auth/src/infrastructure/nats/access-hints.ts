import { ACCESS_CHANGED } from '@rewards/contracts/subjects'
import type { Hints } from '@rewards/messaging/hints'
import { type Collection, tellingWrites } from '@rewards/store'
import { type KeyRing, revokedKeyIds } from '../../domain/key-ring.ts'
import type { Session } from '../../domain/session.ts'
import type { User } from '../../domain/user.ts'

/** Sends a hint to whoever listens. */
export type SendHint = Hints['hint']

/** The collection, with a hint after each change of what a user may do. Whoever does not hear it asks soon. */
export function hintingUsers(users: Collection<User>, hint: SendHint): Collection<User> {
  return tellingWrites(users, (before, after) => {
    if (before && before.accessRevision !== after.accessRevision) hint(ACCESS_CHANGED)
  })
}

/** The same after each end of a session. */
export function hintingSessions(sessions: Collection<Session>, hint: SendHint): Collection<Session> {
  return tellingWrites(sessions, (before, { ended }) => {
    if (ended && !before?.ended) hint(ACCESS_CHANGED)
  })
}

/** The same after a key was revoked. */
export function hintingRevokedKeys<T extends Pick<KeyRing, 'revoked'>>(
  keyRings: Collection<T>,
  hint: SendHint,
): Collection<T> {
  return tellingWrites(keyRings, (before, after) => {
    if (before && revokedKeyIds(after).at(-1) !== revokedKeyIds(before).at(-1)) hint(ACCESS_CHANGED)
  })
}
