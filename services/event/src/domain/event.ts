/** The type names of what an event can grant. */
export type RewardType = 'POINT' | 'COUPON' | 'BADGE'

export type WhenSoldOut = 'REFUSE_CLAIM' | 'GRANT_THE_REST'

export type EventStatus = 'READY' | 'ACTIVE' | 'INACTIVE' | 'END' | 'CANCELED' | 'DELETED'

/** A reward as the event defines it today. */
export interface EventReward {
  readonly rewardId: string
  readonly name: string
  readonly type: RewardType
  /** POINT: points, 1 to 10^12. COUPON: how many, 1 to 100. BADGE: 1. */
  readonly amount: number
  /** COUPON: the template's id. BADGE: the badge's id. POINT: ''. */
  readonly itemId: string
  /** How many claims can get it, 1 to 1,000,000. Absent: any number. */
  readonly stock?: number
  readonly whenSoldOut: WhenSoldOut
}

/** A condition as the event keeps it; the condition service alone knows what it means. */
export interface EventCondition {
  readonly conditionId: string
  readonly type: string
  readonly operator: string
  /** Any JSON scalar; the condition service says which. */
  readonly value: string | number | boolean | null
  readonly parameters: Readonly<Record<string, string>>
  readonly startsAtMs?: number
  /** '' : the event's. */
  readonly timeZone: string
}

/** A time-boxed campaign, under its event id. */
export interface Event {
  readonly name: string
  readonly description: string
  readonly status: EventStatus
  /** The first moment that can be claimed; epoch ms. */
  readonly startsAtMs: number
  /** The first moment that cannot be claimed any more; epoch ms. */
  readonly endsAtMs: number
  /** An IANA zone. */
  readonly timeZone: string
  readonly conditions: readonly EventCondition[]
  readonly rewards: readonly EventReward[]
  /** From 1; every change that callers can see adds 1. */
  readonly revision: number
  /**
   * The caps of each limited reward's buckets, in the order of their numbers. Written before the buckets are inserted,
   * and only ever appended to: so no second layout of the same stock can come about.
   */
  readonly buckets: Readonly<Record<string, readonly number[]>>
  /** Some of these buckets may not be inserted yet: whoever finds this inserts them all. */
  readonly bucketsOwed?: true
  /** Rewards that were removed; their ids are not used again. */
  readonly removedRewardIds: readonly string[]
  /** When the sweep must look: buckets are owed (now), or the window's end. Absent: never. */
  readonly dueAt?: number
  /** `grp_…`: whose event it is. Absent: the whole system's. */
  readonly ownerGroupId?: string
  readonly createdBy: string
  readonly createdAtMs: number
  readonly changedAtMs: number
  /** Hash of the request that made it, to tell a repeat from another request under the same key. */
  readonly fingerprint: string
  /** The last changes that were asked for (at most 16, the newest last), so that the repeat of one is recognised. */
  readonly recentChanges?: readonly MadeChange[]
}

/** A change that was made: what was asked, and on which revision. It made the next one. */
export interface MadeChange {
  readonly expectedRevision: number
  /** Hash of the method and its request. */
  readonly fingerprint: string
}

/** Whether claims are taken at `nowMs`: ACTIVE, and inside the window, whatever the sweep has done. */
export function isClaimable(event: Event, nowMs: number): boolean {
  return event.status === 'ACTIVE' && event.startsAtMs <= nowMs && nowMs < event.endsAtMs
}
