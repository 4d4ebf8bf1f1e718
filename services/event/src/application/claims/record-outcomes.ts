import { mayBeClaimId } from '../../domain/claim.ts'
import type { Outcome } from '../../domain/claim-steps.ts'
import { claimStep } from '../../domain/evolve-claim.ts'
import { claimNotFound } from './get-claim.ts'
import type { ClaimPorts } from './ports.ts'

/** What the reward service answered to one request. */
export interface Answer {
  readonly claimId: string
  readonly attempt: number
  readonly outcomes: readonly Outcome[]
  /** The whole vector, at least one of it rejected: the attempt may fail. */
  readonly isFinal: boolean
}

export type RecordOutcomes = (answer: Answer) => Promise<void>

/**
 * Merges what was granted into the claim, and closes it when everything is decided. A repeat, an old or an early
 * answer changes nothing that it should not. Throws `not_found` for a claim that there is not.
 */
export function recordOutcomes(ports: Pick<ClaimPorts, 'claims' | 'changed' | 'now'>): RecordOutcomes {
  return async ({ claimId, attempt, outcomes, isFinal }) => {
    const nowMs = ports.now()
    const merge = claimStep({ type: 'merge', nowMs, outcomes })
    const fail = claimStep({ type: 'fail', nowMs, attempt, outcomes })
    if (!mayBeClaimId(claimId)) throw claimNotFound(claimId)
    const { written, stored } = await ports.claims.update(
      claimId,
      claim => (isFinal ? fail(claim) : undefined) ?? merge(claim),
    )
    if (!stored) throw claimNotFound(claimId)
    if (written) ports.changed(claimId)
  }
}
