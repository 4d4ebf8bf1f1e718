/** What the stores say of one event. */
export interface Counted {
  readonly claims: readonly CountedClaim[]
  readonly refusals: readonly { readonly userId: string; readonly reason: string }[]
  readonly buckets: readonly CountedBucket[]
  readonly grants: readonly CountedGrant[]
}

export interface CountedClaim {
  readonly claimId: string
  readonly userId: string
  readonly state: string
  /** Whether the system still owes it something. */
  readonly isDue: boolean
  readonly attempts: readonly { readonly no: number; readonly by: string }[]
}

/** A share of a limited reward's stock. */
export interface CountedBucket {
  readonly rewardId: string
  readonly cap: number
  /** The claims that hold a unit, once for each unit. */
  readonly claimIds: readonly string[]
}

export interface CountedGrant {
  readonly claimId: string
  readonly userId: string
  readonly rewardId: string
  readonly state: string
  readonly amount: number
  readonly couponCodes: readonly string[]
}
