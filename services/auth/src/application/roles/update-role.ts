import { Violations } from '@rewards/errors'
import { NO_ROLES, ROLES_ID, withChangedRole } from '../../domain/custom-roles.ts'
import { type Giver, requireHeldIn } from '../../domain/giving.ts'
import type { AuthPorts } from '../ports.ts'
import { checkRole, type RoleRequest } from './check-role.ts'
import { carriedIn, type RoleView, viewOf } from './role-view.ts'

export interface UpdateRoleRequest extends RoleRequest {
  readonly roleId: string
  readonly expectedRevision: number
}

/**
 * Replaces what a role is; who does it must hold everywhere what is new to it. Throws INVALID_FIELDS, GIVES_MORE_THAN_HELD
 * and what `withChangedRole` does.
 */
export function updateRole(ports: AuthPorts) {
  return async (request: UpdateRoleRequest, changer: Giver): Promise<RoleView> => {
    const { roleId, expectedRevision } = request
    const violations = new Violations()
    violations.id('role_id', roleId, 'rol')
    violations.integer('expected_revision', expectedRevision, { min: 1, max: 2_147_483_647 })
    violations.throwIfAny()
    const { stored } = await ports.customRoles.update(ROLES_ID, (current = NO_ROLES) => {
      const draft = checkRole(request, ports.permissions, current)
      const next = withChangedRole(current, roleId, draft, expectedRevision)
      if (!next) return undefined
      const before = carriedIn(current, roleId, ports.permissions)
      requireHeldIn(changer, carriedIn(next, roleId, ports.permissions).difference(before), '')
      return next
    })
    return viewOf(stored?.value ?? NO_ROLES, roleId, ports.permissions)
  }
}
