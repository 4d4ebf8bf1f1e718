import { Access } from '@rewards/access'
import { NO_ROLES, ROLES_ID } from '../../domain/custom-roles.ts'
import { GROUPS_ID, type Groups, NO_GROUPS } from '../../domain/groups.ts'
import type { AuthPorts } from '../ports.ts'

export type AccessPorts = Pick<AuthPorts, 'customRoles' | 'groupTrees' | 'permissions'>

/** Roles and groups as they are now. */
export async function readAccess(ports: AccessPorts): Promise<Access> {
  const [roles, groups] = await Promise.all([
    ports.customRoles.get(ROLES_ID),
    ports.groupTrees.get(GROUPS_ID),
  ])
  return accessOf(ports, roles?.value ?? NO_ROLES, groups?.value ?? NO_GROUPS)
}

/** The same with these groups in place of those that are stored: for who decides on a change of them. */
export async function readRolesFor(ports: AccessPorts): Promise<(groups: Groups) => Access> {
  const roles = await ports.customRoles.get(ROLES_ID)
  return groups => accessOf(ports, roles?.value ?? NO_ROLES, groups)
}

function accessOf({ permissions }: AccessPorts, { roles }: typeof NO_ROLES, { groups, bindings }: Groups) {
  return new Access({ roles, groups, bindings: Object.values(bindings) }, permissions)
}
