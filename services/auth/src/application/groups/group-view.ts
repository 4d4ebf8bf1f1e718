import { covers, type Scope } from '@rewards/access'
import { groupNotFound } from '../../domain/access-errors.ts'
import type { Group, Groups } from '../../domain/groups.ts'

/** A group as somebody sees it: without what lies outside their scope. */
export interface GroupView extends Group {
  readonly groupId: string
}

export function groupViewOf(
  all: Pick<Groups, 'groups'> | undefined,
  groupId: string,
  scope: Scope,
): GroupView {
  const group = all?.groups[groupId]
  if (!group) throw groupNotFound(groupId)
  return { ...group, groupId, parentId: covers(scope, group.parentId) ? group.parentId : '' }
}
