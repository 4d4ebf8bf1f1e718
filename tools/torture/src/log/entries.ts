import type { FaultKind } from '../faults/kinds.ts'

/** What the log of a run holds, one JSON object a line. Times: epoch ms. */
export type Entry = UserEntry | EventEntry | CallEntry | AnswerEntry | FaultEntry

/** Somebody who claims. */
export interface UserEntry {
  readonly type: 'user'
  readonly userId: string
  /** Whether they did what events with conditions ask for. */
  readonly meetsConditions: boolean
}

/** An event that can be claimed from now on, as it was asked for. */
export interface EventEntry {
  readonly type: 'event'
  readonly eventId: string
  readonly hasConditions: boolean
  readonly rewards: readonly OfferedReward[]
}

export interface OfferedReward {
  readonly rewardId: string
  readonly type: 'POINT' | 'COUPON' | 'BADGE'
  readonly amount: number
  /** COUPON: the template. BADGE: the badge. POINT: ''. */
  readonly itemId: string
  /** After all raises; absent: not limited. */
  readonly stock?: number
  readonly whenSoldOut: 'REFUSE_CLAIM' | 'GRANT_THE_REST'
}

/** A call of ClaimReward that is about to be made. */
export interface CallEntry {
  readonly type: 'call'
  /** Unique in the run. */
  readonly no: number
  readonly userId: string
  readonly eventId: string
  /** The idempotency key, where it has one. */
  readonly key?: string
  /** The caller makes the same call again until the answer is final. */
  readonly persistent?: true
  readonly at: number
}

/** How a call ended. A call without one is unknown. */
export interface AnswerEntry {
  readonly type: 'answer'
  readonly no: number
  readonly at: number
  readonly outcome: Outcome
}

export type Outcome =
  | {
      readonly kind: 'ok'
      readonly claimId: string
      readonly attempt: number
      /** Ascending. */
      readonly rewardIds: readonly string[]
      readonly leftOut: readonly string[]
    }
  /** Refused for good, with the reason that the contract names, and the claim in the details where there is one. */
  | { readonly kind: 'failed'; readonly reason: string; readonly claimId?: string }
  /** Nobody knows whether it had an effect. `reason`: what the system said, '' where it said nothing. */
  | { readonly kind: 'unknown'; readonly code: string; readonly reason: string }

/** What was done to the system. */
export interface FaultEntry {
  readonly type: 'fault'
  readonly at: number
  readonly kind: FaultKind
  readonly victim: string
  /** The process at the other end, where it was done to the way between two. */
  readonly other?: string
}
