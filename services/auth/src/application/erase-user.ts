import type { Stored } from '@rewards/store'
import { userNotFound } from '../domain/errors.ts'
import { type Powers, requireMore } from '../domain/powers.ts'
import { revisionOf, type User } from '../domain/user.ts'
import { type AccountPorts, changeAccount } from './change-account.ts'
import { getUser } from './get-user.ts'

/** How often somebody else may change the user meanwhile. */
const MAX_TRIES = 5

/** Deletes a user. Throws INVALID_FIELDS, USER_NOT_FOUND, TARGET_MAY_MORE, LAST_ADMIN, REVISION_MISMATCH. */
export function eraseUser(ports: AccountPorts) {
  return async (request: { readonly userId: string }, powers: Powers): Promise<Stored<User>> => {
    const user = await getUser(ports)(request)
    requireMore(powers, user.value)
    return erase(ports, user.id)
  }
}

/** Erases the user as they are by then; one who is DELETED stays it. Throws USER_NOT_FOUND, LAST_ADMIN, REVISION_MISMATCH. */
export async function erase(ports: AccountPorts, userId: string, tries = 1): Promise<Stored<User>> {
  const user = await ports.users.get(userId)
  if (!user) throw userNotFound(userId)
  try {
    return await changeAccount(ports, { userId, expectedRevision: revisionOf(user), erase: true })
  } catch (error) {
    if (tries === MAX_TRIES || !isMismatch(error)) throw error
    return erase(ports, userId, tries + 1)
  }
}

function isMismatch(error: unknown): boolean {
  return error instanceof Error && 'reason' in error && error.reason === 'REVISION_MISMATCH'
}
