import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import { userNotFound } from '../domain/errors.ts'
import type { User } from '../domain/user.ts'
import type { AuthPorts } from './ports.ts'

/** One user. Throws INVALID_FIELDS, USER_NOT_FOUND. */
export function getUser({ users }: Pick<AuthPorts, 'users'>) {
  return async ({ userId }: { readonly userId: string }): Promise<Stored<User>> => {
    const violations = new Violations()
    violations.id('user_id', userId, 'usr')
    violations.throwIfAny()
    const user = await users.get(userId)
    if (!user) throw userNotFound(userId)
    return user
  }
}
