import type { Access } from './access.ts'
import type { RoleBinding } from './holdings.ts'
import { covers, type Scope } from './scope.ts'

/** Where somebody has a permission. */
export type ScopeOf = (permission: string) => Scope

/**
 * Which permissions of the role somebody lacks to give it: nobody gives what they do not have where they give it. Empty:
 * they may.
 */
export function lackingToGive(access: Access, scopeOf: ScopeOf, { role, groupId }: RoleBinding): string[] {
  return lacking(scopeOf, access.carriedBy(role), groupId)
}

/** Which of these permissions somebody does not have in this group and all below it (`''`: everywhere). */
export function lacking(scopeOf: ScopeOf, permissions: Iterable<string>, groupId: string): string[] {
  return [...permissions].filter(permission => !covers(scopeOf(permission), groupId))
}
