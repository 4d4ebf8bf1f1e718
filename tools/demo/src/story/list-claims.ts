import { type Claim, ClaimState } from '@rewards/contracts/event'
import type { Caller } from '../gateway/gateway.ts'
import { untilFinal } from '../gateway/until-final.ts'
import type { ShownClaim } from '../told/told.ts'
import type { Stage } from './stage.ts'

/** All claims of the event by their ids, page by page. One that changes meanwhile may be missing. */
export async function listClaims(
  { gateway }: Stage,
  operator: Caller,
  eventId: string,
): Promise<Map<string, ShownClaim>> {
  const claims = new Map<string, ShownClaim>()
  let pageToken = ''
  do {
    const request = { eventId, pageSize: 200, pageToken }
    const page = await untilFinal(() => gateway.claims.listClaims(request, gateway.as(operator)), gateway)
    for (const claim of page.claims) claims.set(claim.claimId, shown(claim))
    pageToken = page.nextPageToken
  } while (pageToken)
  return claims
}

const FINAL = new Map<ClaimState, 'SUCCESS' | 'FAILED'>([
  [ClaimState.SUCCESS, 'SUCCESS'],
  [ClaimState.FAILED, 'FAILED'],
])

/** A claim as its readers see it. */
export function shown({ claimId, userId, state, attempt, requestedRewards }: Claim): ShownClaim {
  const requested = requestedRewards.map(({ rewardId }) => rewardId)
  return { claimId, userId, state: FINAL.get(state) ?? 'REQUESTED', attempt, requested }
}
