import type { MessageInitShape } from '@bufbuild/protobuf'
import { type AccessPath, isNowhere, type Scope } from '@rewards/access'
import { type AccessPathSchema, AccessService } from '@rewards/contracts/auth'
import { type Implementation, implement, PERMISSIONS, requireCaller } from '@rewards/rpc'
import type { UseCases } from '../../application/use-cases.ts'
import { timestampOf } from './times.ts'

/** AccessService on its use cases. */
export function accessHandlers(useCases: UseCases): Implementation {
  return implement(AccessService, {
    async checkAccess(request) {
      const path = await useCases.checkAccess(request)
      return path ? { allowed: true, path: pathMessage(path) } : { allowed: false }
    },
    async listMyPermissions(_request, context) {
      const caller = requireCaller(context)
      const held = PERMISSIONS.map(permission => ({ permission, scope: caller.scopeOf(permission) }))
      return { permissions: held.filter(({ scope }) => !isNowhere(scope)).map(heldMessage) }
    },
  })
}

function pathMessage({
  memberOf,
  roles,
  groupId,
  untilMs,
}: AccessPath): MessageInitShape<typeof AccessPathSchema> {
  return {
    memberOf: [...memberOf],
    roleIds: [...roles],
    groupId,
    ...(untilMs !== undefined && { until: timestampOf(untilMs) }),
  }
}

function heldMessage({ permission, scope }: { readonly permission: string; readonly scope: Scope }) {
  if (scope === 'everywhere') return { permission, everywhere: true }
  return { permission, groupIds: [...scope].toSorted((a, b) => (a < b ? -1 : 1)) }
}
