import { type Stored, UniqueViolation } from '@rewards/store'
import { displayNameKeyOf } from '../domain/display-name.ts'
import { emailTaken } from '../domain/errors.ts'
import type { User } from '../domain/user.ts'
import type { AuthPorts } from './ports.ts'

/** The user with this address, in whatever case it is written. */
export async function userByEmail(
  { users }: Pick<AuthPorts, 'users'>,
  emailKey: string,
): Promise<Stored<User> | undefined> {
  const page = await users.page({ index: 'by_email', equals: { emailKey }, limit: 1 })
  return page.items[0]
}

/**
 * Inserts the user, to be found by address and name, and noted as used now unless the account is not ACTIVE; `undefined` when the
 * id is taken. Throws EMAIL_TAKEN when the address is, by another id or by one that was erased.
 */
export async function insertUser(
  { users }: Pick<AuthPorts, 'users'>,
  id: string,
  user: User,
): Promise<Stored<User> | undefined> {
  const found = { ...user, displayNameKey: displayNameKeyOf(user.displayName), revision: 1 }
  const value = user.standing ? found : { ...found, usedAtMs: user.createdAtMs }
  try {
    return (await users.insertOnce(id, value)) ? { id, rev: 1, value } : undefined
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
    // A store may notice the address before the id when both are taken by the same document.
    if (await users.get(id)) return undefined
    throw emailTaken()
  }
}
