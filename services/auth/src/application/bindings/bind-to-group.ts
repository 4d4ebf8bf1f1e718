import type { Access, RoleBinding } from '@rewards/access'
import { withGroupBinding } from '../../domain/bindings.ts'
import type { Giver } from '../../domain/giving.ts'
import { GROUPS_ID, NO_GROUPS } from '../../domain/groups.ts'
import { groupWithin } from '../groups/managed-group.ts'
import type { AuthPorts } from '../ports.ts'

/** Binds the role to the members of a group that the giver manages. Throws GROUP_NOT_FOUND, TOO_MANY_BINDINGS. */
export async function bindToGroup(
  { groupTrees, now }: Pick<AuthPorts, 'groupTrees' | 'now'>,
  { model }: Access,
  memberGroupId: string,
  binding: RoleBinding,
  giver: Giver,
): Promise<void> {
  const scope = giver.scopeOf('binding.write')
  groupWithin(model, memberGroupId, scope)
  await groupTrees.update(GROUPS_ID, (current = NO_GROUPS) => {
    groupWithin(current, memberGroupId, scope)
    if (binding.groupId !== '') groupWithin(current, binding.groupId, scope)
    return withGroupBinding(current, { ...binding, memberGroupId }, now())
  })
}
