import type { Giver } from '../../domain/giving.ts'
import { GROUPS_ID, NO_GROUPS } from '../../domain/groups.ts'
import { withoutMembership } from '../../domain/membership.ts'
import { changeAccess } from '../access/change-access.ts'
import type { AuthPorts } from '../ports.ts'
import type { MemberRequest } from './add-member.ts'
import { checkGroup } from './check-group.ts'
import { groupWithin } from './managed-group.ts'

/** Ends a membership in a group that the caller manages. Throws INVALID_FIELDS, GROUP_NOT_FOUND. */
export function removeMember(ports: AuthPorts) {
  return async (request: MemberRequest, manager: Giver): Promise<void> => {
    checkGroup(request)
    const { groupId, userId } = request
    const { value: all } = (await ports.groupTrees.get(GROUPS_ID)) ?? { value: NO_GROUPS }
    groupWithin(all, groupId, manager.scopeOf('member.write'))
    await changeAccess(ports, userId, ({ groups = {} }) =>
      groups[groupId] ? { groups: withoutMembership(groups, groupId) } : undefined,
    )
  }
}
