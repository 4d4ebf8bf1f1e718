import { Violations } from '@rewards/errors'
import { ROLES_ID, withoutRole } from '../../domain/custom-roles.ts'
import type { AuthPorts } from '../ports.ts'

/** Removes a role, if it is there. Throws INVALID_FIELDS, ROLE_IN_USE. */
export function deleteRole({ customRoles }: Pick<AuthPorts, 'customRoles'>) {
  return async ({ roleId }: { readonly roleId: string }): Promise<void> => {
    const violations = new Violations()
    violations.id('role_id', roleId, 'rol')
    violations.throwIfAny()
    await customRoles.update(ROLES_ID, current => current && withoutRole(current, roleId))
  }
}
