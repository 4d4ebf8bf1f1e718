import { ACCESS_CHANGED } from '@rewards/contracts/subjects'
import type { Hints } from '@rewards/messaging/hints'
import { type Collection, tellingWrites } from '@rewards/store'
import type { KeyRing } from '../../domain/key-ring.ts'
import { revokedKeyIds } from '../../domain/key-ring.ts'
import type { Session } from '../../domain/session.ts'
import type { User } from '../../domain/user.ts'

/** Collections whose writes may make tokens count no more. */
interface Revoking {
  readonly users: Collection<User>
  readonly sessions: Collection<Session>
  readonly keyRings: Collection<KeyRing>
}

/** The same collections, with a hint after each write that made tokens count no more. Whoever does not hear it asks soon. */
export function hintingAccess(
  { users, sessions, keyRings }: Revoking,
  { hint }: Pick<Hints, 'hint'>,
): Revoking {
  const hintIf = (changed: boolean) => {
    if (changed) hint(ACCESS_CHANGED)
  }
  return {
    users: tellingWrites(users, (before, after) =>
      hintIf(before !== undefined && before.accessRevision !== after.accessRevision),
    ),
    sessions: tellingWrites(sessions, (before, { ended }) => hintIf(ended !== undefined && !before?.ended)),
    keyRings: tellingWrites(keyRings, (before, after) =>
      hintIf(before !== undefined && revokedKeyIds(after).length !== revokedKeyIds(before).length),
    ),
  }
}
