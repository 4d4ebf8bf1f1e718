import type { ScopeOf } from '@rewards/access'
import type { Stored } from '@rewards/store'
import { userNotFound } from '../domain/errors.ts'
import { requireMore } from '../domain/powers.ts'
import { revisionOf, type User } from '../domain/user.ts'
import { type AccessPorts, readAccess } from './access/read-access.ts'
import { type AccountPorts, changeAccount } from './change-account.ts'
import { getUser } from './get-user.ts'
import type { AuthPorts } from './ports.ts'
import { revokeAllSessions } from './sessions/revoke-all-sessions.ts'

export type ErasurePorts = AccountPorts & Pick<AuthPorts, 'sessions'>

/** How often somebody else may change the user meanwhile. */
const MAX_TRIES = 5

/** Deletes a user. Throws INVALID_FIELDS, USER_NOT_FOUND, TARGET_MAY_MORE, LAST_ADMIN, REVISION_MISMATCH. */
export function eraseUser(ports: ErasurePorts & AccessPorts) {
  return async (request: { readonly userId: string }, scopeOf: ScopeOf): Promise<Stored<User>> => {
    const user = await getUser(ports)(request)
    requireMore(scopeOf, await readAccess(ports), user.value, ports.now())
    return erase(ports, user.id)
  }
}

/**
 * Erases the user as they are by then, and what their sessions say of them; one who is DELETED stays it. Whoever repeats it after
 * a crash goes on, and the sweep does. Throws USER_NOT_FOUND, LAST_ADMIN, REVISION_MISMATCH.
 */
export async function erase(ports: ErasurePorts, userId: string): Promise<Stored<User>> {
  const user = await eraseAccount(ports, userId, 1)
  await revokeAllSessions(ports, userId)
  return user
}

async function eraseAccount(ports: AccountPorts, userId: string, tries: number): Promise<Stored<User>> {
  const user = await ports.users.get(userId)
  if (!user) throw userNotFound(userId)
  try {
    return await changeAccount(ports, { userId, expectedRevision: revisionOf(user), erase: true })
  } catch (error) {
    if (tries === MAX_TRIES || !isMismatch(error)) throw error
    return eraseAccount(ports, userId, tries + 1)
  }
}

function isMismatch(error: unknown): boolean {
  return error instanceof Error && 'reason' in error && error.reason === 'REVISION_MISMATCH'
}
