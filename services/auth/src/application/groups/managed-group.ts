import { covers, type GroupNode, type Scope } from '@rewards/access'
import { groupNotFound, neededEverywhere } from '../../domain/access-errors.ts'
import type { Giver } from '../../domain/giving.ts'

/** The group, if it lies in the scope. Throws GROUP_NOT_FOUND, for one that lies outside as for one that is not there. */
export function groupWithin<G extends GroupNode>(
  { groups }: { readonly groups: Readonly<Record<string, G>> },
  groupId: string,
  scope: Scope,
): G {
  const group = groups[groupId]
  if (!group || !covers(scope, groupId)) throw groupNotFound(groupId)
  return group
}

/**
 * Somebody has the permission in this group, or everywhere for `''`. Throws GROUP_NOT_FOUND for a group in which they have it
 * not, PERMISSION_DENIED where they would need it everywhere.
 */
export function requirePlace({ scopeOf }: Giver, permission: string, groupId: string): void {
  if (covers(scopeOf(permission), groupId)) return
  throw groupId === '' ? neededEverywhere(permission) : groupNotFound(groupId)
}
