import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import { checkRoles } from '../domain/check-roles.ts'
import { type Role, roleSet } from '../domain/role.ts'
import type { User } from '../domain/user.ts'
import { type AccountPorts, changeAccount } from './change-account.ts'

export interface SetRolesRequest {
  readonly userId: string
  /** `undefined`: a role that this version does not know. */
  readonly roles: readonly (Role | undefined)[]
  readonly expectedRevision: number
}

/** Replaces a user's roles. Throws INVALID_FIELDS, USER_NOT_FOUND, REVISION_MISMATCH, LAST_ADMIN, ADMIN_NOT_A_PERSON. */
export function setRoles(ports: AccountPorts) {
  return async ({ userId, roles, expectedRevision }: SetRolesRequest): Promise<Stored<User>> => {
    const violations = new Violations()
    violations.id('user_id', userId, 'usr')
    const known = checkRoles(violations, roles)
    violations.integer('expected_revision', expectedRevision, { min: 1, max: 2_147_483_647 })
    violations.throwIfAny()
    return changeAccount(ports, { userId, expectedRevision, roles: roleSet(known) })
  }
}
