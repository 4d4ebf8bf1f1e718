/**
 * What each built-in role carries: the one table, used to enforce and to document. Methods that ask only for an
 * authenticated caller need no permission, so USER has none: a user reads events and acts on their own claims and grants.
 */
export const BUILT_IN_ROLES = {
  USER: [],
  OPERATOR: [
    'event.write',
    'claim.read',
    'claim.retry',
    'grant.read',
    'condition.evaluate',
    'deadletter.read',
    'group.read',
    'member.read',
  ],
  AUDITOR: [
    'claim.read',
    'grant.read',
    'deadletter.read',
    'role.read',
    'binding.read',
    'group.read',
    'member.read',
    'access.read',
    'audit.read',
  ],
  ADMIN: 'every permission',
  SERVICE: ['activity.write', 'condition.evaluate', 'token.exchange'],
} as const satisfies Record<string, readonly string[] | 'every permission'>

/** The name of a built-in role. Other roles have ids, `rol_…`. */
export type BuiltInRole = keyof typeof BUILT_IN_ROLES

/** Every built-in role, in the order of the table. */
export const ROLES = Object.keys(BUILT_IN_ROLES) as readonly BuiltInRole[]

export function isBuiltInRole(role: string): role is BuiltInRole {
  return Object.hasOwn(BUILT_IN_ROLES, role)
}

export function carries(role: BuiltInRole, permission: string): boolean {
  const carried: readonly string[] | 'every permission' = BUILT_IN_ROLES[role]
  return carried === 'every permission' || carried.includes(permission)
}
