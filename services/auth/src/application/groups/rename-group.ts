import type { Giver } from '../../domain/giving.ts'
import { GROUPS_ID, NO_GROUPS, withChangedGroup } from '../../domain/groups.ts'
import type { AuthPorts } from '../ports.ts'
import { checkGroup } from './check-group.ts'
import { type GroupView, groupViewOf } from './group-view.ts'
import { groupWithin } from './managed-group.ts'

export interface RenameGroupRequest {
  readonly groupId: string
  readonly displayName: string
  readonly expectedRevision: number
}

/** Renames a group that the caller manages. Throws INVALID_FIELDS and what `withChangedGroup` does. */
export function renameGroup({ groupTrees }: Pick<AuthPorts, 'groupTrees'>) {
  return async (request: RenameGroupRequest, manager: Giver): Promise<GroupView> => {
    checkGroup(request)
    const { groupId, expectedRevision } = request
    const scope = manager.scopeOf('group.write')
    const change = { displayName: request.displayName.trim() }
    const { stored } = await groupTrees.update(GROUPS_ID, (current = NO_GROUPS) => {
      groupWithin(current, groupId, scope)
      return withChangedGroup(current, groupId, change, expectedRevision)
    })
    return groupViewOf(stored?.value, groupId, scope)
  }
}
