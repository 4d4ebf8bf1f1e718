import { covers, type GroupNode, type Scope } from '@rewards/access'
import { groupNotFound } from '../../domain/access-errors.ts'

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

/** Throws GROUP_NOT_FOUND for a group that lies outside the scope; what lies below none lies in no scope but everywhere. */
export function requirePlace(groupId: string, scope: Scope): void {
  if (!covers(scope, groupId)) throw groupNotFound(groupId === '' ? 'above all others' : groupId)
}
