import type { Access } from './access.ts'
import type { RoleBinding } from './holdings.ts'
import { covers, type Scope } from './scope.ts'

/** Where somebody has a permission, now or at a later time (epoch ms). */
export type ScopeOf = (permission: string, atMs?: number) => Scope

/** The end of what has none. */
export const FOR_EVER = Number.POSITIVE_INFINITY

/**
 * Which permissions of the role somebody lacks to give it: nobody gives what they do not have, not in another place and not
 * for longer. Empty: they may.
 */
export function lackingToGive(
  access: Access,
  scopeOf: ScopeOf,
  { role, groupId, untilMs = FOR_EVER }: RoleBinding,
): string[] {
  return lacking(scopeOf, access.carriedBy(role), groupId, untilMs)
}

/** Which of these permissions somebody does not have in this group and all below it (`''`: everywhere) until then. */
export function lacking(
  scopeOf: ScopeOf,
  permissions: Iterable<string>,
  groupId: string,
  untilMs = FOR_EVER,
): string[] {
  return [...permissions].filter(permission => !covers(scopeOf(permission, untilMs - 1), groupId))
}
