import { type AccessPath, pathTo } from '@rewards/access'
import { Violations } from '@rewards/errors'
import { userNotFound } from '../../domain/errors.ts'
import { holdingsOf } from '../../domain/subject.ts'
import type { AuthPorts } from '../ports.ts'
import { readAccess } from './read-access.ts'

export interface CheckAccessRequest {
  readonly userId: string
  readonly permission: string
  /** `''`: what belongs to no group. */
  readonly groupId: string
}

/** By which path the user has the permission there; `undefined`: they have it not. Throws INVALID_FIELDS, USER_NOT_FOUND. */
export function checkAccess(ports: AuthPorts) {
  return async (request: CheckAccessRequest): Promise<AccessPath | undefined> => {
    const { userId, permission, groupId } = request
    const violations = new Violations()
    violations.id('user_id', userId, 'usr')
    if (!ports.permissions.includes(permission))
      violations.add('permission', 'is no permission of any method')
    if (groupId !== '') violations.id('group_id', groupId, 'grp')
    violations.throwIfAny()
    const [user, access] = await Promise.all([ports.users.get(userId), readAccess(ports)])
    if (!user) throw userNotFound(userId)
    return pathTo(access, holdingsOf(user.value), request, ports.now())
  }
}
