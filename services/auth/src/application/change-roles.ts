import { retryAfter } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import {
  ADMINISTRATORS_ID,
  type Administrators,
  begin,
  finish,
  type RoleChange,
} from '../domain/administrators.ts'
import { adminNotAPerson, revisionMismatch, userNotFound } from '../domain/errors.ts'
import { changed, hasRolesSince, revisionOf, type User, withAccessChanged } from '../domain/user.ts'
import type { AuthPorts } from './ports.ts'

export type RolePorts = Pick<AuthPorts, 'users' | 'administrators' | 'newId' | 'now'>

/** Each try that does not get its turn finishes somebody else's change, so that all of them come to an end. */
const MAX_TRIES = 200

/**
 * Replaces a user's roles, one change after the other in the whole system, so that the last administrator stays one in every
 * race and after every crash. The same change again gives the same answer while nothing else changed the user. Throws
 * USER_NOT_FOUND, REVISION_MISMATCH, LAST_ADMIN, ADMIN_NOT_A_PERSON.
 */
export async function changeRoles(
  ports: RolePorts,
  wanted: Omit<RoleChange, 'changeId'>,
): Promise<Stored<User>> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const user = await ports.users.get(wanted.userId)
    if (!user) throw userNotFound(wanted.userId)
    if (hasRolesSince(user, wanted)) return user
    if (wanted.roles.ADMIN && user.value.kind) throw adminNotAPerson()
    const revision = revisionOf(user)
    if (revision !== wanted.expectedRevision) throw revisionMismatch(wanted.expectedRevision, revision)
    const change = { ...wanted, changeId: ports.newId('chg') }
    const { stored } = await ports.administrators.update(ADMINISTRATORS_ID, current => begin(current, change))
    await finishPending(ports, stored?.value)
  }
  throw retryAfter(500, 'TOO_MUCH_CONTENTION', 'too many changes of roles at once; try again')
}

/** Finishes the change under way, whoever began it. */
export async function finishPending(ports: RolePorts, seen: Administrators | undefined): Promise<void> {
  const change = seen?.change
  if (!change) return
  const { stored: user } = await ports.users.update(change.userId, (value, rev) => {
    if (!value || revisionOf({ value, rev }) !== change.expectedRevision) return undefined
    return withAccessChanged(changed({ value, rev }, { roles: change.roles }), ports.now())
  })
  const isAdmin = user?.value.roles.ADMIN ?? false
  await ports.administrators.update(ADMINISTRATORS_ID, current => finish(current, change, isAdmin))
}
