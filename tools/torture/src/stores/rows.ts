import type { OfferedReward } from '../log/entries.ts'

/** What the stores say, as plain rows. */
export interface StoredRows {
  readonly claims: readonly ClaimRow[]
  readonly refusals: readonly RefusalRow[]
  readonly buckets: readonly BucketRow[]
  readonly grants: readonly GrantRow[]
  /** The ledger of the provider outside, from its own file: what was really paid. */
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
  readonly requestedAtMs?: number
  readonly resolvedAtMs?: number
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

/** An entry of the provider's ledger: what was asked, and what became of it. */
export interface BookRow extends StoredReward {
  /** Epoch ms. */
  readonly at: number
  /** What it was asked under; what is done under a key is done once. */
  readonly key: string
  readonly grantId: string
  readonly claimId: string
  readonly eventId: string
  readonly userId: string
  /** GRANTED: paid. REJECTED: refused for good. CONFLICT: the key came with another body than before. */
  readonly state: 'GRANTED' | 'REJECTED' | 'CONFLICT'
  readonly effect?: { readonly reference: string; readonly codes: readonly string[] }
  /** Whether the connection was cut once this was written, without an answer. */
  readonly isLost: boolean
}

/** The stores, opened for reading alone, beside the services and without their code. */
export interface StoresReader {
  /** How many claims are owed something. */
  owed(): Promise<number>
  /** The ids of the claims whose acceptance was told and that are not closed; one that still waits for stock is none. */
  owing(): Promise<readonly string[]>
  buckets(): Promise<readonly BucketRow[]>
  read(): Promise<StoredRows>
  close(): Promise<void>
}
