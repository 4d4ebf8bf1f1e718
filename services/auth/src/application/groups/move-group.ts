import type { Access } from '@rewards/access'
import { type Giver, requireGiving, requireHeldIn } from '../../domain/giving.ts'
import { GROUPS_ID, type Groups, NO_GROUPS, withChangedGroup } from '../../domain/groups.ts'
import { readRolesFor } from '../access/read-access.ts'
import type { AuthPorts } from '../ports.ts'
import { checkGroup } from './check-group.ts'
import { type GroupView, groupViewOf } from './group-view.ts'
import { groupWithin, requirePlace } from './managed-group.ts'

export interface MoveGroupRequest {
  readonly groupId: string
  readonly parentId: string
  readonly expectedRevision: number
}

/**
 * Moves a group with all below it; the caller manages it, where it is and where it goes. Decided on the tree as it is when it
 * is written, so that two moves at once close no circle. Throws INVALID_FIELDS, GIVES_MORE_THAN_HELD and what
 * `withChangedGroup` does.
 */
export function moveGroup(ports: AuthPorts) {
  return async (request: MoveGroupRequest, mover: Giver): Promise<GroupView> => {
    checkGroup(request)
    const { groupId, parentId, expectedRevision } = request
    const accessWith = await readRolesFor(ports)
    const { stored } = await ports.groupTrees.update(GROUPS_ID, (current = NO_GROUPS) => {
      requireManaged(current, request, mover)
      const next = withChangedGroup(current, groupId, { parentId }, expectedRevision)
      if (next) requireHandingOver(accessWith(current), request, mover, ports.scopedPermissions)
      return next
    })
    return groupViewOf(stored?.value, groupId, mover.scopeOf('group.write'))
  }
}

function requireManaged(all: Groups, { groupId, parentId }: MoveGroupRequest, mover: Giver): void {
  const { parentId: from } = groupWithin(all, groupId, mover.scopeOf('group.write'))
  for (const place of [from, parentId]) requirePlace(mover, 'group.write', place)
}

/**
 * What belongs to the group comes to those above its new place, so the mover must hold there all that can be held within a
 * group. And its members come to hold what members of the groups there do.
 */
function requireHandingOver(
  access: Access,
  { groupId, parentId }: MoveGroupRequest,
  mover: Giver,
  scopedPermissions: readonly string[],
): void {
  requireHeldIn(mover, scopedPermissions, groupId)
  requireGiving(mover, access, access.heldByMembersOf(parentId))
}
