import type { Scope } from '@rewards/access'
import type { Stored } from '@rewards/store'
import { userNotFound } from '../../domain/errors.ts'
import { isWithin } from '../../domain/membership.ts'
import type { User } from '../../domain/user.ts'
import type { AuthPorts } from '../ports.ts'

/** The user, if they lie in the scope. Throws USER_NOT_FOUND, for who lies outside as for who is not there. */
export async function visibleUser(
  { users }: Pick<AuthPorts, 'users'>,
  userId: string,
  scope: Scope,
): Promise<Stored<User>> {
  const user = await users.get(userId)
  if (!user || !isWithin(user.value, scope)) throw userNotFound(userId)
  return user
}
