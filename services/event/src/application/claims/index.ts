import { claimReward } from './claim-reward.ts'
import { getClaim } from './get-claim.ts'
import { getClaimHistory } from './get-claim-history.ts'
import { listClaims } from './list-claims.ts'
import { listRefusals } from './list-refusals.ts'
import type { ClaimPorts } from './ports.ts'
import { recordOutcomes } from './record-outcomes.ts'
import { retryClaim } from './retry-claim.ts'
import { scanBuckets } from './scan-buckets.ts'
import { sweepClaims } from './sweep-claims.ts'

/** What a claim's life consists of: each use case once, over the same ports. */
export function claimUseCases(ports: ClaimPorts) {
  return {
    claimReward: claimReward(ports),
    retryClaim: retryClaim(ports),
    recordOutcomes: recordOutcomes(ports),
    sweepClaims: sweepClaims(ports),
    scanBuckets: scanBuckets(ports),
    getClaim: getClaim(ports),
    getClaimHistory: getClaimHistory(ports),
    listClaims: listClaims(ports),
    listRefusals: listRefusals(ports),
  }
}

export type ClaimUseCases = ReturnType<typeof claimUseCases>
