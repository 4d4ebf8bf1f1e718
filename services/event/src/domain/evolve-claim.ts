import { type Attempt, type Claim, type FailureReason, limitedToGrant } from './claim.ts'
import type { ClaimCommand, ClaimEvent, Granted } from './claim-steps.ts'
import { decideClaim, mayClose } from './decide-claim.ts'

/** The effects. */
export function evolveClaim(claim: Claim | undefined, event: ClaimEvent): Claim {
  if (event.type === 'opened') return opened(claim, event.command)
  if (!claim) throw new Error(`a claim must be opened before it is ${event.type}`)
  switch (event.type) {
    case 'accepted':
      return accepted(claim, event)
    case 'failed':
      return closed(withGranted(claim, event.granted), 'FAILED', event.atMs, event.reason)
    case 'merged': {
      const merged = { ...withGranted(claim, event.granted), changedAtMs: event.atMs }
      return mayClose(merged) ? closed({ ...merged, isFullyGranted: true }, 'SUCCESS', event.atMs) : merged
    }
    case 'leased':
      return { ...claim, dueAt: event.dueAt }
  }
}

function opened(claim: Claim | undefined, command: Extract<ClaimCommand, { type: 'open' }>): Claim {
  const granted = claim?.granted ?? {}
  const requested = command.snapshot.rewards
  const state = limitedToGrant({ requested, granted }).length > 0 ? 'RESERVING' : 'REQUESTED'
  const attempt: Attempt = {
    no: command.attempt,
    opId: command.opId,
    ...(state === 'REQUESTED' && { acceptedBy: command.opId }),
    state,
    by: command.by,
    ...(command.idempotencyKey !== undefined && { idempotencyKey: command.idempotencyKey }),
    requestedAtMs: command.nowMs,
  }
  return {
    eventId: command.eventId,
    userId: command.userId,
    state,
    attempt: command.attempt,
    dueAt: command.dueAt,
    requested,
    eventRevision: command.snapshot.eventRevision,
    leftOut: [],
    granted,
    holds: pick(claim?.holds ?? {}, rewardId => granted[rewardId] !== undefined),
    isFullyGranted: false,
    attempts: [...(claim ? putAway(claim) : []), attempt],
    changedAtMs: command.nowMs,
  }
}

/** The attempts so far; the last one takes along what it asked for. */
function putAway(claim: Claim): readonly Attempt[] {
  return claim.attempts.map(attempt =>
    attempt.no === claim.attempt
      ? { ...attempt, past: { requested: claim.requested, leftOut: claim.leftOut } }
      : attempt,
  )
}

function accepted(claim: Claim, { command, leftOut }: Extract<ClaimEvent, { type: 'accepted' }>): Claim {
  return {
    ...claim,
    state: 'REQUESTED',
    requested: claim.requested.filter(reward => !leftOut.includes(reward.rewardId)),
    leftOut,
    holds: { ...claim.holds, ...command.held },
    dueAt: command.dueAt,
    attempts: withLast(claim, { state: 'REQUESTED', acceptedBy: command.opId }),
    changedAtMs: command.nowMs,
  }
}

function withGranted(claim: Claim, granted: Granted): Claim {
  return { ...claim, granted: { ...granted, ...claim.granted } }
}

function closed(claim: Claim, state: 'SUCCESS' | 'FAILED', atMs: number, reason?: FailureReason): Claim {
  const { dueAt: _, ...rest } = claim
  const ending = { state, ...(reason && { reason }) }
  return {
    ...rest,
    ...ending,
    changedAtMs: atMs,
    attempts: withLast(claim, { ...ending, resolvedAtMs: atMs }),
  }
}

function withLast(claim: Claim, change: Partial<Attempt>): readonly Attempt[] {
  return claim.attempts.map(attempt => (attempt.no === claim.attempt ? { ...attempt, ...change } : attempt))
}

function pick<V>(record: Readonly<Record<string, V>>, keep: (key: string) => boolean): Record<string, V> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => keep(key)))
}

/** A command as a guarded step of the store: guard and effect. */
export function claimStep(command: ClaimCommand): (claim: Claim | undefined) => Claim | undefined {
  return claim => {
    const event = decideClaim(claim, command)
    return event && evolveClaim(claim, event)
  }
}
