import { ServiceAccountService } from '@rewards/contracts/auth'
import { type Implementation, implement, isPermission, permissionsOf, requireCaller } from '@rewards/rpc'
import { asAccount } from '../../application/service-accounts/account-by-id.ts'
import type { UseCases } from '../../application/use-cases.ts'
import { newKeyMessage, serviceAccountOf } from './service-account-mapping.ts'
import { msOf, spanMsOf } from './times.ts'

/** ServiceAccountService on its use cases. */
export function serviceAccountHandlers(useCases: UseCases): Implementation {
  return implement(ServiceAccountService, {
    async createServiceAccount(request, context) {
      const { userId, permissions: held } = requireCaller(context)
      const maker = { userId, held, given: permissionsOf(['SERVICE']) }
      return { serviceAccount: serviceAccountOf(await useCases.createServiceAccount(request, maker)) }
    },
    getServiceAccount: async request => ({
      serviceAccount: serviceAccountOf(await useCases.getServiceAccount(request)),
    }),
    async listServiceAccounts(request) {
      const { items, nextPageToken } = await useCases.listServiceAccounts(request)
      return { serviceAccounts: items.map(item => serviceAccountOf(asAccount(item.id, item))), nextPageToken }
    },
    updateServiceAccount: async request => ({
      serviceAccount: serviceAccountOf(await useCases.updateServiceAccount(request)),
    }),
    async createApiKey({ expiresAt, scopes, ...request }, context) {
      const known = scopes.map(scope => (isPermission(scope) ? scope : undefined))
      const wanted = { ...request, scopes: known, expiresAtMs: msOf(expiresAt) }
      return newKeyMessage(await useCases.createApiKey(wanted, requireCaller(context).permissions))
    },
    async rotateApiKey({ overlap, expiresAt, ...request }, context) {
      const wanted = { ...request, overlapMs: spanMsOf(overlap), expiresAtMs: msOf(expiresAt) }
      return newKeyMessage(await useCases.rotateApiKey(wanted, requireCaller(context).permissions))
    },
    revokeApiKey: async request => ({
      serviceAccount: serviceAccountOf(await useCases.revokeApiKey(request)),
    }),
  })
}
