import { type Access, isBuiltInRole, type RoleBinding } from '@rewards/access'
import { groupNotFound, roleNotFound } from '../../domain/access-errors.ts'
import { type Giver, requireGiving } from '../../domain/giving.ts'
import { readAccess } from '../access/read-access.ts'
import { requirePlace } from '../groups/managed-group.ts'
import type { AuthPorts } from '../ports.ts'
import { bindToGroup } from './bind-to-group.ts'
import { bindToUser } from './bind-to-user.ts'
import { type BindingRequest, type BindingWanted, checkBinding } from './binding-request.ts'

/**
 * Gives a role to a user or to the members of a group, in a place that the giver manages, and no more than the giver has
 * there. Throws INVALID_FIELDS, USER_NOT_FOUND, GROUP_NOT_FOUND, ROLE_NOT_FOUND, GIVES_MORE_THAN_HELD, TOO_MANY_BINDINGS.
 */
export function bindRole(ports: AuthPorts) {
  return async (request: BindingRequest, giver: Giver): Promise<BindingWanted> => {
    const { holder, ...binding } = checkBinding(request, 'binding.', ports.now())
    const access = await readAccess(ports)
    requireRoleAndPlace(access, binding, giver)
    if ('userId' in holder) await bindToUser(ports, access, holder.userId, binding, giver)
    else await bindToGroup(ports, access, holder.groupId, binding, giver)
    return { holder, ...binding }
  }
}

/** The role is there, and the giver manages the place and has what the role carries. */
function requireRoleAndPlace(access: Access, binding: RoleBinding, giver: Giver): void {
  const { role, groupId } = binding
  if (!isBuiltInRole(role) && !access.model.roles[role]) throw roleNotFound(role)
  requirePlace(giver, 'binding.write', groupId)
  if (groupId !== '' && !access.model.groups[groupId]) throw groupNotFound(groupId)
  requireGiving(giver, access, [binding])
}
