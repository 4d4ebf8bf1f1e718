import { RewardsError } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import { type Claim, mayBeClaimId } from '../../domain/claim.ts'
import type { ClaimPorts } from './ports.ts'

/** Who looks, and whether they may look at everybody's. */
export interface Viewer {
  readonly userId: string
  readonly seesAll: boolean
}

export type GetClaim = (claimId: string, viewer: Viewer) => Promise<Stored<Claim>>

/** The viewer's own claim, or anyone's for who may see all. Others are not even told that it is there. */
export function getClaim({ claims }: Pick<ClaimPorts, 'claims'>): GetClaim {
  return async (claimId, viewer) => {
    const claim = await readClaim(claims, claimId)
    if (viewer.seesAll || claim.value.userId === viewer.userId) return claim
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
