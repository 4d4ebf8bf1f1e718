import type { Scope } from '@rewards/access'
import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import type { User } from '../domain/user.ts'
import { visibleUser } from './access/visible-user.ts'
import type { AuthPorts } from './ports.ts'

/** One user, if they lie in the scope. Throws INVALID_FIELDS, USER_NOT_FOUND. */
export function getUser({ users }: Pick<AuthPorts, 'users'>) {
  return async (
    { userId }: { readonly userId: string },
    scope: Scope = 'everywhere',
  ): Promise<Stored<User>> => {
    const violations = new Violations()
    violations.id('user_id', userId, 'usr')
    violations.throwIfAny()
    return visibleUser({ users }, userId, scope)
  }
}
