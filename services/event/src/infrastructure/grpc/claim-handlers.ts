import { ClaimSchema, type ClaimService, RefusalSchema } from '@rewards/contracts/event'
import { type CallContext, type Handlers, requireCaller, withDetail } from '@rewards/rpc'
import type { Stored } from '@rewards/store'
import type { Viewer } from '../../application/claims/get-claim.ts'
import type { ClaimUseCases } from '../../application/claims/index.ts'
import { RequestRefused } from '../../application/claims/refuse.ts'
import type { WatchClaim } from '../../application/claims/watch-claim.ts'
import type { Claim } from '../../domain/claim.ts'
import { acceptanceMessage, claimMessage, historyMessage, refusalMessage } from './claim-messages.ts'
import {
  checkAfterRev,
  checkAttempt,
  checkClaimReward,
  checkPair,
  claimFilters,
  notAllowed,
  refusalFilters,
  stateFilter,
} from './claim-requests.ts'

const NO_FILTERS = { eventId: '', reason: undefined, changedFromMs: undefined, changedBeforeMs: undefined }

/** `ClaimService`: messages to use cases and back. */
export function claimHandlers(claims: ClaimUseCases, watch: WatchClaim): Handlers<typeof ClaimService> {
  return {
    async claimReward(request, context) {
      checkClaimReward(request)
      const { userId, token } = requireCaller(context)
      const { eventId, idempotencyKey } = request
      // Clients give each call a span of its own, and send the same one when they repeat it.
      const callName = context.traceparent
      const claimed = claims.claimReward({ eventId, userId, idempotencyKey, callName, token })
      return acceptanceMessage(await claimed.catch(explained))
    },
    async getClaim({ claimId }, context) {
      return one(await claims.getClaim(claimId, viewer(context)))
    },
    async *watchClaim({ claimId, afterRev }, context) {
      const request = { claimId, afterRev: checkAfterRev(afterRev), viewer: viewer(context) }
      for await (const claim of watch(request, context.signal)) yield one(claim)
    },
    async listMyClaims({ state, ...page }, context) {
      const { userId } = requireCaller(context)
      return many(await claims.listClaims({ ...NO_FILTERS, userId, state: stateFilter(state) }, page))
    },
    async listClaims(request) {
      return many(await claims.listClaims(claimFilters(request), request))
    },
    async listRefusals(request) {
      const { items, nextPageToken } = await claims.listRefusals(refusalFilters(request), request)
      return { refusals: items.map(refusalMessage), nextPageToken }
    },
    async getClaimHistory({ eventId, userId, ...page }, context) {
      checkPair(eventId, userId)
      const { userId: own, seesAll } = viewer(context)
      if (userId !== '' && userId !== own && !seesAll) throw notAllowed('claim.read')
      const { entries, nextPageToken } = await claims.getClaimHistory(
        { eventId, userId: userId || own },
        page,
      )
      return { entries: entries.map(historyMessage), nextPageToken }
    },
    async retryClaim({ claimId, failedAttempt }, context) {
      const by = requireCaller(context).userId
      return one(await claims.retryClaim({ claimId, failedAttempt: checkAttempt(failedAttempt), by }))
    },
  }
}

function viewer(context: CallContext): Viewer {
  const { userId, permissions } = requireCaller(context)
  return { userId, seesAll: permissions.has('claim.read') }
}

function one(claim: Stored<Claim>) {
  return { claim: claimMessage(claim) }
}

function many({ items, nextPageToken }: { items: readonly Stored<Claim>[]; nextPageToken: string }) {
  return { claims: items.map(claimMessage), nextPageToken }
}

/** A refusal says how the conditions stood; a duplicate, what is there already. */
function explained(error: unknown): never {
  if (!(error instanceof RequestRefused)) throw error
  const refused = withDetail(error, RefusalSchema, refusalMessage(error.refusal))
  throw error.claim ? withDetail(refused, ClaimSchema, claimMessage(error.claim)) : refused
}
