/** Why a request was refused. A refusal is final for its request, and never touches the claim. */
export type RefusalReason =
  | 'EVENT_STATUS'
  | 'DUPLICATED_CLAIM'
  | 'CONDITION_NOT_MET'
  | 'OUT_OF_STOCK'
  | 'TOO_MANY_ATTEMPTS'

/** How one condition stood; plain JSON, as the condition service answered. */
export interface ConditionResult {
  readonly conditionId: string
  readonly type: string
  readonly met: boolean
  readonly measured: string | number | boolean | null
  readonly operator: string
  readonly wanted: string | number | boolean | null
  /** What is missing, for a person; '' when met. */
  readonly missing: string
}

/** A request that was refused: insert-only. */
export interface Refusal {
  readonly eventId: string
  readonly userId: string
  /** `eventId:userId`. */
  readonly pair: string
  readonly reason: RefusalReason
  readonly refusedAtMs: number
  readonly idempotencyKey?: string
  /** CONDITION_NOT_MET only. */
  readonly conditions?: readonly ConditionResult[]
  /** A sentence for a person. */
  readonly detail: string
}
