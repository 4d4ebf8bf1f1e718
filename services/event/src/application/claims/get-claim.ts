import type { Scope } from '@rewards/access'
import { RewardsError } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import { type Claim, mayBeClaimId } from '../../domain/claim.ts'
import { isEventWithin } from './owners.ts'
import type { ClaimPorts } from './ports.ts'

/** Who looks. */
export interface Viewer {
  readonly userId: string
  /** Where they may look at everybody's now; asked at each look. */
  readonly reads: Scope
}

export type GetClaim = (claimId: string, viewer: Viewer) => Promise<Stored<Claim>>

/** The viewer's own claim, or anyone's at an event where they may read. Others are not even told that it is there. */
export function getClaim(ports: Pick<ClaimPorts, 'claims' | 'events'>): GetClaim {
  return async (claimId, viewer) => {
    const claim = await readClaim(ports.claims, claimId)
    const { userId, eventId } = claim.value
    if (userId === viewer.userId || (await isEventWithin(ports, eventId, viewer.reads))) return claim
    throw claimNotFound(claimId)
  }
}

/** The claim as it is now. Throws `not_found`, also for what can be no claim's id. */
export async function readClaim(claims: ClaimPorts['claims'], claimId: string): Promise<Stored<Claim>> {
  const claim = mayBeClaimId(claimId) ? await claims.get(claimId) : undefined
  if (!claim) throw claimNotFound(claimId)
  return claim
}

export function claimNotFound(claimId: string): RewardsError {
  return new RewardsError(
    'not_found',
    'CLAIM_NOT_FOUND',
    `there is no claim ${JSON.stringify(claimId.slice(0, 100))}`,
  )
}
