import type { MessageInitShape } from '@bufbuild/protobuf'
import { type RoleDefinitionSchema, RoleService } from '@rewards/contracts/auth'
import { type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { RoleView } from '../../application/roles/role-view.ts'
import type { UseCases } from '../../application/use-cases.ts'
import { timestampOf } from './times.ts'

/** RoleService on its use cases. */
export function roleHandlers(useCases: UseCases): Implementation {
  return implement(RoleService, {
    createRole: async (request, context) => ({
      role: roleMessage(await useCases.createRole(request, requireCaller(context))),
    }),
    updateRole: async (request, context) => ({
      role: roleMessage(await useCases.updateRole(request, requireCaller(context))),
    }),
    async deleteRole(request) {
      await useCases.deleteRole(request)
      return {}
    },
    listRoles: async () => ({ roles: (await useCases.listRoles()).map(roleMessage) }),
  })
}

function roleMessage(role: RoleView): MessageInitShape<typeof RoleDefinitionSchema> {
  const { createdAtMs, ...rest } = role
  return {
    ...rest,
    permissions: [...role.permissions],
    includes: [...role.includes],
    allPermissions: [...role.allPermissions],
    ...(createdAtMs !== undefined && { createdAt: timestampOf(createdAtMs) }),
  }
}
