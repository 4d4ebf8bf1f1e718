import { NO_ROLES, ROLES_ID, withNewRole } from '../../domain/custom-roles.ts'
import { type Giver, requireHeldIn } from '../../domain/giving.ts'
import type { AuthPorts } from '../ports.ts'
import { checkRole, type RoleRequest } from './check-role.ts'
import { carriedIn, type RoleView, viewOf } from './role-view.ts'

/** Makes a role of what its maker holds everywhere. Throws INVALID_FIELDS, GIVES_MORE_THAN_HELD and what `withNewRole` does. */
export function createRole(ports: AuthPorts) {
  return async (request: RoleRequest, maker: Giver): Promise<RoleView> => {
    const id = ports.newId('rol')
    const { stored } = await ports.customRoles.update(ROLES_ID, (current = NO_ROLES) => {
      const draft = checkRole(request, ports.permissions, current)
      const next = withNewRole(current, id, draft, ports.now())
      requireHeldIn(maker, carriedIn(next, id, ports.permissions), '')
      return next
    })
    return viewOf(stored?.value ?? NO_ROLES, id, ports.permissions)
  }
}
