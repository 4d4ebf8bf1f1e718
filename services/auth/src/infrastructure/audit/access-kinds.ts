import type { RoleBinding } from '@rewards/access'
import type { AuditedKind, AuditFields } from '@rewards/audit'
import type { CustomRoles } from '../../domain/custom-roles.ts'
import type { Groups } from '../../domain/groups.ts'
import type { User } from '../../domain/user.ts'

/** Of the roles that are not built in: what each is called and carries. */
export const CUSTOM_ROLES: AuditedKind<CustomRoles> = {
  kind: 'roles',
  shows: ({ roles }) =>
    Object.fromEntries(
      Object.entries(roles).map(([id, { displayName, permissions, includes }]) => [
        id,
        `${displayName}: ${[...permissions, ...includes].join(' ')}`,
      ]),
    ),
}

/** Of the groups: what each is called, what it lies below, and which roles its members hold where. */
export const GROUP_TREE: AuditedKind<Groups> = {
  kind: 'groups',
  shows: ({ groups, bindings }) => ({
    ...Object.fromEntries(
      Object.entries(groups).map(([id, { displayName, parentId }]) => [
        id,
        `${displayName}, below ${parentId || 'none'}`,
      ]),
    ),
    ...endsOf(bindings),
  }),
}

/** Of a user: the groups that they are in, and the roles that are bound to them. */
export function accessFields({ groups = {}, bindings = {} }: User): AuditFields {
  return { groups: Object.keys(groups).join(' '), ...endsOf(bindings) }
}

/** By role and place, until when each is held. */
function endsOf(bindings: Readonly<Record<string, RoleBinding>>): AuditFields {
  return Object.fromEntries(
    Object.entries(bindings).map(([key, { untilMs }]) => [
      key,
      untilMs === undefined ? 'held' : `held until ${new Date(untilMs).toISOString()}`,
    ]),
  )
}
