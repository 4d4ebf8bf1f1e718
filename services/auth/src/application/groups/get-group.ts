import type { Giver } from '../../domain/giving.ts'
import { GROUPS_ID, NO_GROUPS } from '../../domain/groups.ts'
import type { AuthPorts } from '../ports.ts'
import { checkGroup } from './check-group.ts'
import { type GroupView, groupViewOf } from './group-view.ts'
import { groupWithin } from './managed-group.ts'

/** One group. Throws INVALID_FIELDS, GROUP_NOT_FOUND. */
export function getGroup({ groupTrees }: Pick<AuthPorts, 'groupTrees'>) {
  return async ({ groupId }: { readonly groupId: string }, reader: Giver): Promise<GroupView> => {
    checkGroup({ groupId })
    const { value: all } = (await groupTrees.get(GROUPS_ID)) ?? { value: NO_GROUPS }
    const scope = reader.scopeOf('group.read')
    groupWithin(all, groupId, scope)
    return groupViewOf(all, groupId, scope)
  }
}
