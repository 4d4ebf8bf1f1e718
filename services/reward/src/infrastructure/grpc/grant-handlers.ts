import { GrantService } from '@rewards/contracts/reward'
import { type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { UseCases } from '../../application/use-cases.ts'
import { balanceMessage, grantMessage, stateFilterOf } from './mapping.ts'
import { msOf } from './times.ts'

/** GrantService on its use cases. */
export function grantHandlers(useCases: UseCases): Implementation {
  return implement(GrantService, {
    async listMyGrants(request, context) {
      const { items, nextPageToken } = await useCases.listMyGrants(requireCaller(context).userId, request)
      return { grants: items.map(grantMessage), nextPageToken }
    },
    async getMyBalance(_, context) {
      const { userId } = requireCaller(context)
      return balanceMessage(await useCases.getMyBalance(userId, context.signal))
    },
    async listGrants({ changedFrom, changedBefore, state, ...request }) {
      const { userId, eventId, claimId, pageSize, pageToken } = request
      const times = { changedFromMs: msOf(changedFrom), changedBeforeMs: msOf(changedBefore) }
      const filters = { userId, eventId, claimId, state: stateFilterOf(state), ...times }
      const { items, nextPageToken } = await useCases.listGrants(filters, { pageSize, pageToken })
      return { grants: items.map(grantMessage), nextPageToken }
    },
  })
}
