import { Access, EMPTY_MODEL } from '@rewards/access'
import { roleNotFound } from '../../domain/access-errors.ts'
import type { CustomRole, CustomRoles } from '../../domain/custom-roles.ts'

/** A role with all that it carries. */
export interface RoleView extends Omit<CustomRole, 'createdAtMs'> {
  readonly roleId: string
  /** Absent: built in, and so of revision 0. */
  readonly createdAtMs?: number
  readonly allPermissions: readonly string[]
}

/** The role as it is in these roles. Throws ROLE_NOT_FOUND. */
export function viewOf(all: CustomRoles, roleId: string, permissions: readonly string[]): RoleView {
  const role = all.roles[roleId]
  if (!role) throw roleNotFound(roleId)
  const carried = carriedIn(all, roleId, permissions)
  return { ...role, roleId, allPermissions: permissions.filter(permission => carried.has(permission)) }
}

/** What the role carries in these roles. */
export function carriedIn({ roles }: CustomRoles, id: string, permissions: readonly string[]) {
  return new Access({ ...EMPTY_MODEL, roles }, permissions).carriedBy(id)
}
