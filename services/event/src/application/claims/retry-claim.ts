import type { Scope } from '@rewards/access'
import { RewardsError } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import { attemptOf, type Claim, MAX_ATTEMPTS_OF_OPERATORS } from '../../domain/claim.ts'
import { claimNotFound, readClaim } from './get-claim.ts'
import { lookForRoom, open, stockPending } from './open.ts'
import { isEventWithin } from './owners.ts'
import type { ClaimPorts } from './ports.ts'
import { reserve } from './reserve.ts'

export interface RetryClaimRequest {
  readonly claimId: string
  /** The attempt that failed: names the retry, so that a repeat opens nothing more. */
  readonly failedAttempt: number
  /** The operator. */
  readonly by: string
  /** Where they may retry: the claim of another event is not there for them. */
  readonly retries: Scope
}

export type RetryClaim = (request: RetryClaimRequest) => Promise<Stored<Claim>>

/** Opens the attempt after a failed one, with what that one asked for. */
export function retryClaim(ports: ClaimPorts): RetryClaim {
  return async request => {
    const claim = await readClaim(ports.claims, request.claimId)
    if (!(await isEventWithin(ports, claim.value.eventId, request.retries)))
      throw claimNotFound(request.claimId)
    if (isRepeat(claim.value, request)) return settled(ports, request, claim)
    checkRetriable(claim.value, request)
    return settled(
      ports,
      request,
      (await openNext(ports, claim.value, request)) ?? (await reread(ports, request)),
    )
  }
}

/** The caller opened the next attempt already. */
function isRepeat(claim: Claim, { failedAttempt, by }: RetryClaimRequest): boolean {
  return attemptOf(claim, failedAttempt + 1)?.by === by
}

function checkRetriable(claim: Claim, { failedAttempt }: RetryClaimRequest): void {
  const metadata = { attempt: String(claim.attempt), state: claim.state }
  if (claim.attempt !== failedAttempt)
    throw new RewardsError(
      'aborted',
      'ATTEMPT_MISMATCH',
      `the claim's last attempt is ${claim.attempt}, not ${failedAttempt}`,
      { metadata },
    )
  if (claim.state !== 'FAILED')
    throw new RewardsError('failed_precondition', 'CLAIM_NOT_FAILED', 'only a FAILED claim can be retried', {
      metadata,
    })
  if (failedAttempt >= MAX_ATTEMPTS_OF_OPERATORS)
    throw new RewardsError(
      'failed_precondition',
      'TOO_MANY_ATTEMPTS',
      `${failedAttempt} attempts were made`,
      { metadata },
    )
}

async function openNext(
  ports: ClaimPorts,
  claim: Claim,
  { failedAttempt, by }: RetryClaimRequest,
): Promise<Stored<Claim> | undefined> {
  const room = await lookForRoom(ports, claim.eventId, claim.requested, claim.granted)
  if (room === 'STOCK_PENDING') throw stockPending()
  if (room === 'OUT_OF_STOCK') throw outOfStock()
  return open(ports, {
    eventId: claim.eventId,
    userId: claim.userId,
    attempt: failedAttempt + 1,
    snapshot: { rewards: claim.requested, eventRevision: claim.eventRevision },
    opId: ports.newId('op'),
    by,
    maxAttempts: MAX_ATTEMPTS_OF_OPERATORS,
  })
}

/** Somebody else was first: it may have been this very call's earlier try. */
async function reread(ports: ClaimPorts, request: RetryClaimRequest): Promise<Stored<Claim>> {
  const claim = await ports.claims.get(request.claimId)
  if (claim && isRepeat(claim.value, request)) return claim
  throw new RewardsError(
    'aborted',
    'ATTEMPT_MISMATCH',
    'the next attempt was opened by somebody else meanwhile',
  )
}

/** The claim, once the retried attempt is accepted or has moved on. */
async function settled(
  ports: ClaimPorts,
  request: RetryClaimRequest,
  claim: Stored<Claim>,
): Promise<Stored<Claim>> {
  const isOpen = claim.value.state === 'RESERVING' && claim.value.attempt === request.failedAttempt + 1
  const now = isOpen ? await reserve(ports, claim, ports.newId('op')) : claim
  const attempt = attemptOf(now.value, request.failedAttempt + 1)
  if (attempt?.acceptedBy !== undefined) return now
  throw attempt?.state === 'FAILED' ? outOfStock() : stockPending()
}

function outOfStock(): RewardsError {
  return new RewardsError('resource_exhausted', 'OUT_OF_STOCK', 'a limited reward is sold out')
}
