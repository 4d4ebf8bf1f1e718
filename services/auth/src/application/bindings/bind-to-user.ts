import type { Access, RoleBinding } from '@rewards/access'
import { bindingKey, withBinding } from '../../domain/bindings.ts'
import { adminNotAPerson } from '../../domain/errors.ts'
import type { Giver } from '../../domain/giving.ts'
import { changeAccess } from '../access/change-access.ts'
import { visibleUser } from '../access/visible-user.ts'
import { noteInGroup } from '../groups/note-in-group.ts'
import type { AuthPorts } from '../ports.ts'

/** Binds the role to a user whom the giver sees. Throws USER_NOT_FOUND, TOO_MANY_BINDINGS, ADMIN_NOT_A_PERSON. */
export async function bindToUser(
  ports: AuthPorts,
  { model }: Access,
  userId: string,
  binding: RoleBinding,
  giver: Giver,
): Promise<void> {
  const { value: user } = await visibleUser(ports, userId, giver.scopeOf('binding.write'))
  const { role, groupId } = binding
  if (role === 'ADMIN' && groupId === '' && user.kind) throw adminNotAPerson()
  if (groupId !== '') await noteInGroup(ports, { groupId, userId })
  await changeAccess(ports, userId, ({ bindings = {} }) => {
    const there = bindings[bindingKey(binding)]
    if (there && there.untilMs === binding.untilMs) return undefined
    return { bindings: withBinding(bindings, binding, model, ports.now()) }
  })
}
