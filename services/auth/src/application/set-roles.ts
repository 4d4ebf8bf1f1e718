import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import { checkRoles } from '../domain/check-roles.ts'
import type { Giver } from '../domain/giving.ts'
import { type Role, roleSet } from '../domain/role.ts'
import type { User } from '../domain/user.ts'
import { requireGivingRoles } from './access/give-roles.ts'
import { type AccountPorts, changeAccount } from './change-account.ts'
import type { AuthPorts } from './ports.ts'

export interface SetRolesRequest {
  readonly userId: string
  /** `undefined`: a role that this version does not know. */
  readonly roles: readonly (Role | undefined)[]
  readonly expectedRevision: number
}

/**
 * Replaces a user's roles; the giver holds what is new to them. Throws INVALID_FIELDS, USER_NOT_FOUND, REVISION_MISMATCH,
 * LAST_ADMIN, ADMIN_NOT_A_PERSON, GIVES_MORE_THAN_HELD.
 */
export function setRoles(ports: AccountPorts & Pick<AuthPorts, 'permissions'>) {
  return async (
    { userId, roles, expectedRevision }: SetRolesRequest,
    giver: Giver,
  ): Promise<Stored<User>> => {
    const violations = new Violations()
    violations.id('user_id', userId, 'usr')
    const known = checkRoles(violations, roles)
    violations.integer('expected_revision', expectedRevision, { min: 1, max: 2_147_483_647 })
    violations.throwIfAny()
    const user = await ports.users.get(userId)
    const added = known.filter(role => !user?.value.roles[role])
    requireGivingRoles(ports, giver, added)
    return changeAccount(ports, { userId, expectedRevision, roles: roleSet(known) })
  }
}
