import type { Stored } from '@rewards/store'
import { attemptOf, type Claim } from '../../domain/claim.ts'
import type { ClaimPorts } from './ports.ts'

/** Asks the reward service for a REQUESTED claim's rewards; in any other state there is nothing to ask. */
export function askFor(ports: Pick<ClaimPorts, 'ask'>, { id, value: claim }: Stored<Claim>): void {
  if (claim.state !== 'REQUESTED') return
  ports.ask({
    claimId: id,
    attempt: claim.attempt,
    eventId: claim.eventId,
    userId: claim.userId,
    rewards: claim.requested,
    requestedAtMs: attemptOf(claim, claim.attempt)?.requestedAtMs ?? claim.changedAtMs,
  })
}
