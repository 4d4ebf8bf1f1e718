import { RewardsError } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import type { Acceptance } from '../../../../../../services/event/src/application/claims/claim-reward.ts'
import type { Claim } from '../../../../../../services/event/src/domain/claim.ts'
import type { Outcome } from '../../../log/entries.ts'

export function accepted({ claimId, attempt, requested, leftOut }: Acceptance): Outcome {
  const rewardIds = requested.map(({ rewardId }) => rewardId).toSorted()
  return { kind: 'ok', claimId, attempt, rewardIds, leftOut }
}

/** What an operator is told of the attempt that they asked for. */
export function retried({ id, value: { attempt, requested, leftOut } }: Stored<Claim>): Outcome {
  return accepted({ claimId: id, attempt, requested, leftOut, requestedAtMs: 0 })
}

/** What an error says to who called. Throws what no caller should ever see. */
export function outcomeOfError(error: unknown): Outcome {
  if (!(error instanceof RewardsError)) throw error
  const { kind, reason } = error
  return kind === 'unavailable' ? { kind: 'unknown', code: kind, reason } : { kind: 'failed', reason }
}
