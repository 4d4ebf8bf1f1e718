import { covers } from '@rewards/access'
import type { Giver } from '../../domain/giving.ts'
import { GROUPS_ID, withoutGroup } from '../../domain/groups.ts'
import type { AuthPorts } from '../ports.ts'
import { checkGroup } from './check-group.ts'

/** Removes a group, if there is one that the caller manages. Throws INVALID_FIELDS, GROUP_NOT_EMPTY. */
export function deleteGroup({ groupTrees }: Pick<AuthPorts, 'groupTrees'>) {
  return async ({ groupId }: { readonly groupId: string }, manager: Giver): Promise<void> => {
    checkGroup({ groupId })
    if (!covers(manager.scopeOf('group.write'), groupId)) return
    await groupTrees.update(GROUPS_ID, current => current && withoutGroup(current, groupId))
  }
}
