import { Access, EMPTY_MODEL } from '@rewards/access'
import { type Giver, requireGiving } from '../../domain/giving.ts'
import type { Role } from '../../domain/role.ts'
import type { AuthPorts } from '../ports.ts'

/** Built-in roles are given everywhere and for ever, by who has all that they carry so. Throws GIVES_MORE_THAN_HELD. */
export function requireGivingRoles(
  { permissions }: Pick<AuthPorts, 'permissions'>,
  giver: Giver,
  roles: readonly Role[],
): void {
  const builtIn = new Access(EMPTY_MODEL, permissions)
  requireGiving(
    giver,
    builtIn,
    roles.map(role => ({ role, groupId: '' })),
  )
}
