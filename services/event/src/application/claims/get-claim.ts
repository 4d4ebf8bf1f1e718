import { RewardsError } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import type { Claim } from '../../domain/claim.ts'
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
    const claim = claimId === '' ? undefined : await claims.get(claimId.slice(0, 512), 'majority')
    if (claim && (viewer.seesAll || claim.value.userId === viewer.userId)) return claim
    throw claimNotFound(claimId)
  }
}

export function claimNotFound(claimId: string): RewardsError {
  return new RewardsError(
    'not_found',
    'CLAIM_NOT_FOUND',
    `there is no claim ${JSON.stringify(claimId.slice(0, 100))}`,
  )
}
