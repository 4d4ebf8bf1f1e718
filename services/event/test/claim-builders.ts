import type { Claim, RequestedReward } from '../src/domain/claim.ts'
import type { ClaimCommand, Outcome } from '../src/domain/claim-steps.ts'
import { claimStep } from '../src/domain/evolve-claim.ts'

type Command<Type extends ClaimCommand['type']> = Extract<ClaimCommand, { type: Type }>

/** A reward of any number of units, as an attempt asks for it. */
export function unlimited(rewardId: string): RequestedReward {
  return { rewardId, type: 'POINT', amount: 10, itemId: '', buckets: 0, whenSoldOut: 'REFUSE_CLAIM' }
}

/** One whose stock lies in a bucket. */
export function limited(rewardId: string, changes: Partial<RequestedReward> = {}): RequestedReward {
  return { ...unlimited(rewardId), buckets: 1, ...changes }
}

/** One that a claim can do without. */
export function leavable(rewardId: string): RequestedReward {
  return limited(rewardId, { whenSoldOut: 'GRANT_THE_REST' })
}

/** Opens an attempt at a thousand times its number, due 50 ms later. */
export function open(
  attempt: number,
  rewards: readonly RequestedReward[] = [unlimited('rwd_a')],
  changes: Partial<Command<'open'>> = {},
): Command<'open'> {
  const who = { eventId: 'evt_a', userId: 'usr_a', opId: `op_${attempt}`, by: 'usr_a' }
  const nowMs = attempt * 1_000
  const when = { nowMs, dueAt: nowMs + 50 }
  const snapshot = { rewards, eventRevision: 3 }
  return { type: 'open', ...who, ...when, attempt, maxAttempts: 100, snapshot, ...changes }
}

export function accept(
  attempt: number,
  held: Readonly<Record<string, string>>,
  soldOut: readonly string[] = [],
): Command<'accept'> {
  const nowMs = attempt * 1_000 + 10
  return { type: 'accept', attempt, opId: `op_${attempt}_accept`, held, soldOut, nowMs, dueAt: nowMs + 50 }
}

export function giveUp(attempt: number, ...soldOut: string[]): Command<'give up'> {
  return { type: 'give up', attempt, soldOut, nowMs: attempt * 1_000 + 20 }
}

export function merge(...outcomes: Outcome[]): Command<'merge'> {
  return { type: 'merge', outcomes, nowMs: 7_030 }
}

export function fail(attempt: number, ...outcomes: Outcome[]): Command<'fail'> {
  return { type: 'fail', attempt, outcomes, nowMs: attempt * 1_000 + 40 }
}

export function granted(rewardId: string, generation = 1): Outcome {
  return { rewardId, state: 'GRANTED', generation }
}

export function rejected(rewardId: string, generation = 1): Outcome {
  return { rewardId, state: 'REJECTED', generation }
}

/** What a step makes of a claim; `undefined`: it is refused. */
export function tried(claim: Claim | undefined, command: ClaimCommand): Claim | undefined {
  return claimStep(command)(claim)
}

/** The claim after steps none of which is refused. */
export function after(...commands: readonly ClaimCommand[]): Claim {
  let claim: Claim | undefined
  for (const command of commands) {
    claim = tried(claim, command)
    if (!claim) throw new Error(`refused: ${JSON.stringify(command)}`)
  }
  if (!claim) throw new Error('no steps')
  return claim
}
