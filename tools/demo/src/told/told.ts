/** What a call to claim was answered, in the end. */
export type Answer =
  | ({ readonly kind: 'accepted' } & Acceptance)
  | { readonly kind: 'refused'; readonly reason: string; readonly claimId: string; readonly message: string }

/** An attempt that was accepted: the promise that each of its rewards will be granted. */
export interface Acceptance {
  readonly claimId: string
  readonly attempt: number
  /** The ids of the rewards that will be granted, or are already. */
  readonly promised: readonly string[]
  /** When it was requested, as the answer says; the same in every answer under one key. */
  readonly requestedAt: string
}

/** The calls that one user made at once, and their answers. */
export interface Asked {
  readonly userId: string
  /** The idempotency key of all of the calls, or none. */
  readonly key?: string
  /** What the user's activity lets them expect. */
  readonly expected: 'accepted' | 'CONDITION_NOT_MET'
  readonly answers: readonly Answer[]
  /** How many answers on the way were not final, so that the call was made again. */
  readonly notYet: number
  /** How many of those told nothing, so that nobody knows what became of the call: each may have left one more refusal. */
  readonly lost: number
}

/** A claim as the system shows it. */
export interface ShownClaim {
  readonly claimId: string
  readonly userId: string
  readonly state: 'REQUESTED' | 'SUCCESS' | 'FAILED'
  readonly attempt: number
  readonly requested: readonly string[]
}

/** What a user is shown of what they got. */
export interface Belongings {
  readonly userId: string
  readonly points: number
  readonly badges: number
  readonly couponCodes: readonly string[]
}

/** Everything that callers were told. */
export interface Told {
  readonly asked: readonly Asked[]
  /** What the operator's retries were answered. */
  readonly retried: readonly Acceptance[]
  /** The claims at the end. */
  readonly claims: readonly ShownClaim[]
  readonly belongings: readonly Belongings[]
}
