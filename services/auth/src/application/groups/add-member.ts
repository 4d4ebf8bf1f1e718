import { type Giver, requireGiving } from '../../domain/giving.ts'
import { withMembership } from '../../domain/membership.ts'
import { changeAccess } from '../access/change-access.ts'
import { readAccess } from '../access/read-access.ts'
import { visibleUser } from '../access/visible-user.ts'
import type { AuthPorts } from '../ports.ts'
import { checkGroup } from './check-group.ts'
import { groupWithin } from './managed-group.ts'
import { noteInGroup } from './note-in-group.ts'

export interface MemberRequest {
  readonly groupId: string
  readonly userId: string
}

/**
 * Makes a user a member of a group that the caller manages; the user lies in a group that the caller manages already, or the
 * caller manages all. Throws INVALID_FIELDS, GROUP_NOT_FOUND, USER_NOT_FOUND, GIVES_MORE_THAN_HELD, TOO_MANY_GROUPS.
 */
export function addMember(ports: AuthPorts) {
  return async (request: MemberRequest, manager: Giver): Promise<void> => {
    checkGroup(request)
    const { groupId, userId } = request
    const scope = manager.scopeOf('member.write')
    const access = await readAccess(ports)
    groupWithin(access.model, groupId, scope)
    const { value: user } = await visibleUser(ports, userId, scope)
    if (user.groups?.[groupId]) return
    requireGiving(manager, access, access.heldByMembersOf(groupId))
    await noteInGroup(ports, request)
    await changeAccess(ports, userId, ({ groups = {} }) =>
      groups[groupId] ? undefined : { groups: withMembership(groups, groupId, access.model) },
    )
  }
}
