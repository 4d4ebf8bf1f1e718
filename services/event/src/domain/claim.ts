import type { RewardType, WhenSoldOut } from './event.ts'

/** Most attempts that a user can make; an operator's retries may go up to `MAX_ATTEMPTS_OF_OPERATORS`. */
export const MAX_ATTEMPTS = 100
export const MAX_ATTEMPTS_OF_OPERATORS = 200

/** RESERVING: opened, limited rewards not held yet. Outside it is shown as REQUESTED. */
export type ClaimState = 'RESERVING' | 'REQUESTED' | 'SUCCESS' | 'FAILED'

/** Why an attempt failed. */
export type FailureReason = 'OUT_OF_STOCK' | 'GRANT_FAILED'

/** A reward as an attempt asked for it; later changes of the event do not touch it. */
export interface RequestedReward {
  readonly rewardId: string
  readonly type: RewardType
  readonly amount: number
  readonly itemId: string
  /** How many buckets its stock lay in when the snapshot was taken; 0: it is not limited. */
  readonly buckets: number
  readonly whenSoldOut: WhenSoldOut
}

/** What is asked for, and the revision of the event by which that was judged. */
export interface Snapshot {
  readonly rewards: readonly RequestedReward[]
  readonly eventRevision: number
}

export interface Attempt {
  /** From 1. */
  readonly no: number
  /** The call that opened it. */
  readonly opId: string
  /** The call, or the sweep's run, that accepted it. Absent: not accepted. */
  readonly acceptedBy?: string
  readonly state: ClaimState
  readonly reason?: FailureReason
  /** The user, or the operator who retried. */
  readonly by: string
  readonly idempotencyKey?: string
  readonly requestedAtMs: number
  readonly resolvedAtMs?: number
  /** What acceptance fixed; kept here once a later attempt has taken its place in the claim. */
  readonly past?: Pick<Claim, 'requested' | 'leftOut'>
}

/** A user's claim to an event's rewards, under `claimId(…)`. The protocol's document. */
export interface Claim {
  readonly eventId: string
  readonly userId: string
  readonly state: ClaimState
  /** The current attempt, from 1. */
  readonly attempt: number
  /** Why the last attempt failed; only in FAILED. */
  readonly reason?: FailureReason
  /** Present while this claim is owed something: the outbox, and the sweep's lease. */
  readonly dueAt?: number
  readonly requested: readonly RequestedReward[]
  readonly eventRevision: number
  /** Rewards that were sold out and were left out. */
  readonly leftOut: readonly string[]
  /** reward → the attempt in which it was granted. Only ever grows. */
  readonly granted: Readonly<Record<string, number>>
  /** reward → the bucket that a unit is held in. */
  readonly holds: Readonly<Record<string, string>>
  readonly isFullyGranted: boolean
  readonly attempts: readonly Attempt[]
  readonly changedAtMs: number
}

/** One claim per event and user, until an event's policy names other slots. */
export function claimId(eventId: string, userId: string, slot = 'once'): string {
  return `${eventId}:${userId}:${slot}`
}

/** Longer texts, and those that are no Unicode, name no claim. */
const LONGEST_ID = 100

/** Whether a text that somebody sent can be the id of a claim. */
export function mayBeClaimId(text: string): boolean {
  return text.length > 0 && text.length <= LONGEST_ID && text.isWellFormed()
}

export function isGranted(claim: Pick<Claim, 'granted'>, rewardId: string): boolean {
  return claim.granted[rewardId] !== undefined
}

/** The limited rewards that still need a unit, in the one order in which units are taken. */
export function limitedToGrant(claim: Pick<Claim, 'requested' | 'granted'>): readonly RequestedReward[] {
  return claim.requested
    .filter(reward => reward.buckets > 0 && !isGranted(claim, reward.rewardId))
    .toSorted((a, b) => (a.rewardId < b.rewardId ? -1 : 1))
}

/** The attempt that is or was number `no`. */
export function attemptOf(claim: Claim, no: number): Attempt | undefined {
  return claim.attempts.find(attempt => attempt.no === no)
}

/** The attempt that an idempotency key names. */
export function attemptByKey(claim: Claim, key: string): Attempt | undefined {
  return claim.attempts.find(attempt => attempt.idempotencyKey === key)
}
