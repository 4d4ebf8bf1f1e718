import type { Violations } from '@rewards/errors'
import { ROLES, type Role } from './role.ts'

/** At least one role, and none but known ones (`undefined` stands for the others). */
export function checkRoles(violations: Violations, roles: readonly (Role | undefined)[]): readonly Role[] {
  if (roles.length === 0) violations.add('roles', 'is empty; allowed is at least one role')
  roles.forEach((role, at) => {
    if (role === undefined)
      violations.add(`roles[${at}]`, `is no role; allowed is one of ${ROLES.join(', ')}`)
  })
  return roles.filter(role => role !== undefined)
}
