import { isBuiltInRole } from '@rewards/access'
import { Violations } from '@rewards/errors'
import type { CustomRoles, RoleDraft } from '../../domain/custom-roles.ts'

export interface RoleRequest {
  readonly displayName: string
  readonly permissions: readonly string[]
  readonly includes: readonly string[]
}

/** The role as it shall be, its lists ascending and without repeats. Throws INVALID_FIELDS. */
export function checkRole(
  { displayName, ...lists }: RoleRequest,
  permissions: readonly string[],
  { roles }: CustomRoles,
): RoleDraft {
  const violations = new Violations()
  const name = violations.text('display_name', displayName.trim(), { min: 1, max: 80 })
  violations.size('permissions', lists.permissions, { min: 0, max: 100 })
  violations.size('includes', lists.includes, { min: 0, max: 20 })
  if (lists.permissions.length + lists.includes.length === 0)
    violations.add('permissions', 'is empty, as is includes; allowed is at least one of both')
  for (const [at, permission] of lists.permissions.entries())
    if (!permissions.includes(permission))
      violations.add(`permissions[${at}]`, 'is no permission of any method')
  for (const [at, role] of lists.includes.entries())
    if (!isBuiltInRole(role) && !roles[role]) violations.add(`includes[${at}]`, 'is no role')
  violations.throwIfAny()
  return { displayName: name, permissions: ascending(lists.permissions), includes: ascending(lists.includes) }
}

function ascending(words: readonly string[]): readonly string[] {
  return [...new Set(words)].toSorted((a, b) => (a < b ? -1 : 1))
}
