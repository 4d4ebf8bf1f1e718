import type { Giver } from '../../domain/giving.ts'
import { GROUPS_ID, NO_GROUPS, withNewGroup } from '../../domain/groups.ts'
import type { AuthPorts } from '../ports.ts'
import { checkGroup } from './check-group.ts'
import { type GroupView, groupViewOf } from './group-view.ts'
import { requirePlace } from './managed-group.ts'

export interface CreateGroupRequest {
  readonly displayName: string
  readonly parentId: string
}

/** Makes a group below one that its maker manages. Throws INVALID_FIELDS and what `withNewGroup` does. */
export function createGroup({ groupTrees, newId, now }: Pick<AuthPorts, 'groupTrees' | 'newId' | 'now'>) {
  return async ({ displayName, parentId }: CreateGroupRequest, maker: Giver): Promise<GroupView> => {
    checkGroup({ displayName, parentId })
    const scope = maker.scopeOf('group.write')
    requirePlace(maker, 'group.write', parentId)
    const id = newId('grp')
    const draft = { displayName: displayName.trim(), parentId }
    const { stored } = await groupTrees.update(GROUPS_ID, (current = NO_GROUPS) =>
      withNewGroup(current, id, draft, now()),
    )
    return groupViewOf(stored?.value, id, scope)
  }
}
