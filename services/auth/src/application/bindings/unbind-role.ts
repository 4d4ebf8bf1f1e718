import { bindingKey, groupBindingKey, withoutBinding } from '../../domain/bindings.ts'
import type { Giver } from '../../domain/giving.ts'
import { GROUPS_ID } from '../../domain/groups.ts'
import { changeAccess } from '../access/change-access.ts'
import { requirePlace } from '../groups/managed-group.ts'
import type { AuthPorts } from '../ports.ts'
import { type BindingRequest, type BindingWanted, checkUnbinding } from './binding-request.ts'

/** Takes a role away in a place that the caller manages, if it is held there. Throws INVALID_FIELDS, GROUP_NOT_FOUND. */
export function unbindRole(ports: AuthPorts) {
  return async (request: BindingRequest, taker: Giver): Promise<void> => {
    const binding = checkUnbinding(request)
    requirePlace(taker, 'binding.write', binding.groupId)
    await unbind(ports, binding)
  }
}

async function unbind(ports: AuthPorts, { holder, role, groupId }: BindingWanted): Promise<void> {
  if ('userId' in holder) {
    const key = bindingKey({ role, groupId })
    await changeAccess(ports, holder.userId, ({ bindings = {} }) => {
      const rest = withoutBinding(bindings, key)
      return rest && { bindings: rest }
    })
    return
  }
  const key = groupBindingKey({ memberGroupId: holder.groupId, role, groupId })
  await ports.groupTrees.update(GROUPS_ID, current => {
    const bindings = current && withoutBinding(current.bindings, key)
    return bindings && { ...current, bindings }
  })
}
