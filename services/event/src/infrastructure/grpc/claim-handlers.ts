import { isNowhere } from '@rewards/access'
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
      const filters = { ...NO_FILTERS, userId, state: stateFilter(state) }
      return many(await claims.listClaims(filters, page, 'everywhere'))
    },
    async listClaims(request, context) {
      return many(await claims.listClaims(claimFilters(request), request, viewer(context).reads))
    },
    async listRefusals(request, context) {
      const listed = claims.listRefusals(refusalFilters(request), request, viewer(context).reads)
      const { items, nextPageToken } = await listed
      return { refusals: items.map(refusalMessage), nextPageToken }
    },
    async getClaimHistory({ eventId, userId, ...page }, context) {
      checkPair(eventId, userId)
      const by = viewer(context)
      if (userId !== '' && userId !== by.userId && isNowhere(by.reads)) throw notAllowed('claim.read')
      const pair = { eventId, userId: userId || by.userId }
      const { entries, nextPageToken } = await claims.getClaimHistory(pair, page, by)
      return { entries: entries.map(historyMessage), nextPageToken }
    },
    async retryClaim({ claimId, failedAttempt }, context) {
      const caller = requireCaller(context)
      const asked = { claimId, failedAttempt: checkAttempt(failedAttempt), by: caller.userId }
      return one(await claims.retryClaim({ ...asked, retries: caller.scopeOf('claim.retry') }))
    },
  }
}

function viewer(context: CallContext): Viewer {
  const caller = requireCaller(context)
  return {
    userId: caller.userId,
    get reads() {
      return caller.scopeOf('claim.read')
    },
  }
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
