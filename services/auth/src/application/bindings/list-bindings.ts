import { covers, isHeldAt, type RoleBinding, type Scope } from '@rewards/access'
import { bindingKey } from '../../domain/bindings.ts'
import type { Giver } from '../../domain/giving.ts'
import { GROUPS_ID, NO_GROUPS } from '../../domain/groups.ts'
import { visibleUser } from '../access/visible-user.ts'
import { groupWithin } from '../groups/managed-group.ts'
import type { AuthPorts } from '../ports.ts'
import { type BindingWanted, checkHolder, type Holder } from './binding-request.ts'

type ListPorts = Pick<AuthPorts, 'users' | 'groupTrees' | 'now'>

/** The roles that somebody holds in places that the reader sees. Throws INVALID_FIELDS, USER_NOT_FOUND, GROUP_NOT_FOUND. */
export function listBindings(ports: ListPorts) {
  return async (
    request: { holder: Holder | undefined },
    reader: Giver,
  ): Promise<readonly BindingWanted[]> => {
    const holder = checkHolder(request.holder, '')
    const scope = reader.scopeOf('binding.read')
    const bindings = await bindingsOf(ports, holder, scope)
    const nowMs = ports.now()
    return bindings
      .filter(each => covers(scope, each.groupId) && isHeldAt(each, nowMs))
      .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
      .map(({ role, groupId, untilMs }) => ({
        holder,
        role,
        groupId,
        ...(untilMs !== undefined && { untilMs }),
      }))
  }
}

async function bindingsOf(ports: ListPorts, holder: Holder, scope: Scope): Promise<readonly RoleBinding[]> {
  if ('userId' in holder) {
    const { value: user } = await visibleUser(ports, holder.userId, scope)
    return Object.values(user.bindings ?? {})
  }
  const { value: all } = (await ports.groupTrees.get(GROUPS_ID)) ?? { value: NO_GROUPS }
  groupWithin(all, holder.groupId, scope)
  return Object.values(all.bindings).filter(({ memberGroupId }) => memberGroupId === holder.groupId)
}

function placeOf(binding: RoleBinding): string {
  return `${binding.groupId} ${bindingKey(binding)}`
}
