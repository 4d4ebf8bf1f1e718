import { carries, ROLES } from '@rewards/access'
import { NO_ROLES, ROLES_ID } from '../../domain/custom-roles.ts'
import { nameKeyOf } from '../../domain/names.ts'
import type { AuthPorts } from '../ports.ts'
import { type RoleView, viewOf } from './role-view.ts'

/** All roles, the built-in ones first, the others by name. */
export function listRoles({ customRoles, permissions }: Pick<AuthPorts, 'customRoles' | 'permissions'>) {
  return async (): Promise<readonly RoleView[]> => {
    const { value: all } = (await customRoles.get(ROLES_ID)) ?? { value: NO_ROLES }
    const views = Object.keys(all.roles).map(id => viewOf(all, id, permissions))
    const byName = views.toSorted((a, b) => (nameKeyOf(a.displayName) < nameKeyOf(b.displayName) ? -1 : 1))
    return [...builtIn(permissions), ...byName]
  }
}

function builtIn(permissions: readonly string[]): readonly RoleView[] {
  return ROLES.map(role => {
    const carried = permissions.filter(permission => carries(role, permission))
    const named = { roleId: role, displayName: role, includes: [], revision: 0 }
    return { ...named, permissions: carried, allPermissions: carried }
  })
}
