import type { OfferedReward } from '../log/entries.ts'

/** What the stores say, as plain rows. */
export interface StoredRows {
  readonly claims: readonly ClaimRow[]
  readonly refusals: readonly RefusalRow[]
  readonly buckets: readonly BucketRow[]
  readonly grants: readonly GrantRow[]
  /** The simulated provider's own books: what it answered, once for each key. */
  readonly books: readonly BookRow[]
}

export type StoredReward = Pick<OfferedReward, 'rewardId' | 'type' | 'amount' | 'itemId'>

export interface ClaimRow {
  readonly id: string
  readonly eventId: string
  readonly userId: string
  readonly state: string
  /** The last attempt's number. */
  readonly attempt: number
  /** Absent: nothing is owed. */
  readonly dueAt?: number
  /** What the last attempt asked for. */
  readonly requested: readonly StoredReward[]
  readonly leftOut: readonly string[]
  /** reward → the attempt in which it was granted. */
  readonly granted: Readonly<Record<string, number>>
  /** reward → bucket. */
  readonly holds: Readonly<Record<string, string>>
  readonly isFullyGranted: boolean
  readonly attempts: readonly AttemptRow[]
}

export interface AttemptRow {
  readonly no: number
  readonly state: string
  readonly reason?: string
  readonly by: string
  readonly idempotencyKey?: string
  /** Absent: it was never accepted. */
  readonly acceptedBy?: string
  /** Of an attempt before the last: what it asked for. */
  readonly past?: Pick<ClaimRow, 'requested' | 'leftOut'>
}

export interface RefusalRow {
  readonly id: string
  readonly eventId: string
  readonly userId: string
  readonly reason: string
  readonly idempotencyKey?: string
}

export interface BucketRow {
  readonly id: string
  readonly eventId: string
  readonly rewardId: string
  readonly cap: number
  /** Each `claimId#attempt`. */
  readonly holders: readonly string[]
}

export interface GrantRow {
  readonly id: string
  readonly claimId: string
  readonly eventId: string
  readonly userId: string
  readonly reward: StoredReward
  readonly state: string
  /** The attempt that opened it. */
  readonly generation: number
  readonly provider: string
  readonly effect?: { readonly reference: string; readonly codes: readonly string[] }
}

export interface BookRow {
  /** `grantId#generation`. */
  readonly key: string
  readonly state: string
  readonly effect?: { readonly reference: string; readonly codes: readonly string[] }
}

/** The stores, opened for reading alone, beside the services and without their code. */
export interface StoresReader {
  /** How many claims are owed something. */
  owed(): Promise<number>
  buckets(): Promise<readonly BucketRow[]>
  read(): Promise<StoredRows>
  close(): Promise<void>
}
