import { type BuiltInRole, ROLES } from '@rewards/access'

/** Every built-in role, in the contract's order. */
export { ROLES }

export type Role = BuiltInRole

/** Roles as a user's document keeps them: an index can ask for one of them. */
export type RoleSet = Readonly<Partial<Record<Role, true>>>

/** The roles as a set. USER is always among them: every account has it. */
export function roleSet(roles: readonly Role[]): RoleSet {
  const wanted = new Set<Role>(['USER', ...roles])
  return Object.fromEntries(ROLES.filter(role => wanted.has(role)).map(role => [role, true]))
}

/** The roles of a set, in the contract's order. */
export function rolesOf(set: RoleSet): readonly Role[] {
  return ROLES.filter(role => set[role])
}

export function sameRoles(one: RoleSet, other: RoleSet): boolean {
  return ROLES.every(role => one[role] === other[role])
}
