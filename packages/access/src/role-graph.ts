import { carries, isBuiltInRole } from './built-in-roles.ts'

/** Roles that are not built in, by id. */
export type RoleGraph = Readonly<Record<string, RoleNode>>

/** A role carries its permissions and all that the roles which it includes carry. */
export interface RoleNode {
  readonly permissions: readonly string[]
  /** Names of built-in roles, ids of others. */
  readonly includes: readonly string[]
}

/**
 * The shortest way from a role to a permission: the role, what it includes, and so on; the last one carries the permission
 * itself. `undefined` when there is none. A role that is not there carries nothing.
 */
export function wayTo(roles: RoleGraph, role: string, permission: string): readonly string[] | undefined {
  return shortestWay(roles, role, at => carriesItself(roles, at, permission))
}

/** The circle that begins and ends with this role, or `undefined`: then there is none. */
export function circleThrough(roles: RoleGraph, role: string): readonly string[] | undefined {
  for (const included of roles[role]?.includes ?? []) {
    const back = shortestWay(roles, included, at => at === role)
    if (back) return [role, ...back]
  }
  return undefined
}

/** Breadth first; each role once, so that it ends whatever the graph is. */
function shortestWay(
  roles: RoleGraph,
  start: string,
  isEnd: (role: string) => boolean,
): readonly string[] | undefined {
  const ways: (readonly [...string[], string])[] = [[start]]
  const seen = new Set([start])
  for (const way of ways) {
    const at = way.at(-1) ?? start
    if (isEnd(at)) return way
    for (const next of roles[at]?.includes ?? []) {
      if (!seen.has(next)) ways.push([...way, next])
      seen.add(next)
    }
  }
  return undefined
}

/** Which of these permissions the role carries, by itself or by what it includes. */
export function permissionsOfRole(
  roles: RoleGraph,
  role: string,
  permissions: readonly string[],
): ReadonlySet<string> {
  const carried = new Set<string>()
  const reached = new Set([role])
  for (const at of reached) {
    for (const permission of permissions) if (carriesItself(roles, at, permission)) carried.add(permission)
    for (const next of roles[at]?.includes ?? []) reached.add(next)
  }
  return carried
}

function carriesItself(roles: RoleGraph, role: string, permission: string): boolean {
  if (isBuiltInRole(role)) return carries(role, permission)
  return roles[role]?.permissions.includes(permission) ?? false
}
