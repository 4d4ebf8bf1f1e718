import { type Claim, isGranted, limitedToGrant } from './claim.ts'
import type { ClaimCommand, ClaimEvent, Granted, Outcome } from './claim-steps.ts'

/** The guards. `undefined`: the step is refused, or there is nothing to do; the actor reads again and goes on from there. */
export function decideClaim(claim: Claim | undefined, command: ClaimCommand): ClaimEvent | undefined {
  if (command.type === 'open') return decideOpen(claim, command)
  if (!claim) return undefined
  switch (command.type) {
    case 'accept':
      return decideAccept(claim, command)
    case 'give up':
      return decideGiveUp(claim, command)
    case 'merge':
      return decideMerge(claim, command.outcomes, command.nowMs)
    case 'fail':
      return decideFail(claim, command)
    case 'lease':
      return claim.dueAt === command.seenDueAt ? { type: 'leased', dueAt: command.dueAt } : undefined
  }
}

function decideOpen(
  claim: Claim | undefined,
  command: Extract<ClaimCommand, { type: 'open' }>,
): ClaimEvent | undefined {
  if (command.attempt > command.maxAttempts) return undefined
  const next = claim
    ? claim.state === 'FAILED' && claim.attempt === command.attempt - 1
    : command.attempt === 1
  return next ? { type: 'opened', command } : undefined
}

function decideAccept(
  claim: Claim,
  command: Extract<ClaimCommand, { type: 'accept' }>,
): ClaimEvent | undefined {
  if (claim.state !== 'RESERVING' || claim.attempt !== command.attempt) return undefined
  const missing = limitedToGrant(claim).filter(reward => command.held[reward.rewardId] === undefined)
  const leavable = missing.every(
    reward => reward.whenSoldOut === 'GRANT_THE_REST' && command.soldOut.includes(reward.rewardId),
  )
  if (!leavable) return undefined
  if (missing.length === claim.requested.length)
    return { type: 'failed', atMs: command.nowMs, reason: 'OUT_OF_STOCK', granted: {} }
  return { type: 'accepted', command, leftOut: missing.map(reward => reward.rewardId) }
}

function decideGiveUp(
  claim: Claim,
  command: Extract<ClaimCommand, { type: 'give up' }>,
): ClaimEvent | undefined {
  if (claim.state !== 'RESERVING' || claim.attempt !== command.attempt) return undefined
  const needed = limitedToGrant(claim).filter(reward => reward.whenSoldOut === 'REFUSE_CLAIM')
  if (!needed.some(reward => command.soldOut.includes(reward.rewardId))) return undefined
  return { type: 'failed', atMs: command.nowMs, reason: 'OUT_OF_STOCK', granted: {} }
}

function decideMerge(claim: Claim, outcomes: readonly Outcome[], nowMs: number): ClaimEvent | undefined {
  const granted = grantedIn(outcomes)
  const isNews = Object.keys(granted).some(rewardId => !isGranted(claim, rewardId))
  return isNews || mayClose(claim) ? { type: 'merged', atMs: nowMs, granted } : undefined
}

function decideFail(claim: Claim, command: Extract<ClaimCommand, { type: 'fail' }>): ClaimEvent | undefined {
  if (claim.state !== 'REQUESTED' || claim.attempt !== command.attempt) return undefined
  const granted = grantedIn(command.outcomes)
  const open = claim.requested.filter(
    ({ rewardId }) => granted[rewardId] === undefined && !isGranted(claim, rewardId),
  )
  const rejected = (rewardId: string) =>
    command.outcomes.some(
      outcome =>
        outcome.rewardId === rewardId &&
        outcome.state === 'REJECTED' &&
        outcome.generation === command.attempt,
    )
  if (open.length === 0 || !open.every(reward => rejected(reward.rewardId))) return undefined
  return { type: 'failed', atMs: command.nowMs, reason: 'GRANT_FAILED', granted }
}

function grantedIn(outcomes: readonly Outcome[]): Granted {
  const granted = outcomes.filter(outcome => outcome.state === 'GRANTED')
  return Object.fromEntries(granted.map(outcome => [outcome.rewardId, outcome.generation]))
}

/** Accepted, and all of it is there. */
export function mayClose(claim: Claim): boolean {
  return claim.state === 'REQUESTED' && claim.requested.every(({ rewardId }) => isGranted(claim, rewardId))
}
