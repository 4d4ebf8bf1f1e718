import type { FailureReason, Snapshot } from './claim.ts'

/** How one reward of an attempt ended at the reward service. */
export interface Outcome {
  readonly rewardId: string
  readonly state: 'GRANTED' | 'REJECTED'
  /** The attempt that opened the grant in which this came about. */
  readonly generation: number
}

interface Timed {
  readonly nowMs: number
}

/** The steps of a claim, as `protocol.md` names them. */
export type ClaimCommand =
  | (Timed & {
      readonly type: 'open'
      readonly eventId: string
      readonly userId: string
      readonly attempt: number
      readonly maxAttempts: number
      readonly opId: string
      readonly by: string
      readonly idempotencyKey?: string
      readonly snapshot: Snapshot
      readonly dueAt: number
    })
  | (Timed & {
      readonly type: 'accept'
      readonly attempt: number
      readonly opId: string
      /** reward → bucket, of the units that were seen to be held for this attempt. */
      readonly held: Readonly<Record<string, string>>
      /** Rewards whose every bucket was read as settled. */
      readonly soldOut: readonly string[]
      readonly dueAt: number
    })
  | (Timed & { readonly type: 'give up'; readonly attempt: number; readonly soldOut: readonly string[] })
  | (Timed & { readonly type: 'merge'; readonly outcomes: readonly Outcome[] })
  | (Timed & { readonly type: 'fail'; readonly attempt: number; readonly outcomes: readonly Outcome[] })
  | { readonly type: 'lease'; readonly seenDueAt: number; readonly dueAt: number }

export type ClaimEvent =
  | { readonly type: 'opened'; readonly command: Extract<ClaimCommand, { type: 'open' }> }
  | {
      readonly type: 'accepted'
      readonly command: Extract<ClaimCommand, { type: 'accept' }>
      readonly leftOut: readonly string[]
    }
  | {
      readonly type: 'failed'
      readonly atMs: number
      readonly reason: FailureReason
      readonly granted: Granted
    }
  | { readonly type: 'merged'; readonly atMs: number; readonly granted: Granted }
  | { readonly type: 'leased'; readonly dueAt: number }

/** reward → generation. */
export type Granted = Readonly<Record<string, number>>
