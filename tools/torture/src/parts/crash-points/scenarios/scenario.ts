import type { World } from '../world/world.ts'

export interface OfferedStock {
  readonly rewardId: string
  readonly type: 'POINT' | 'COUPON' | 'BADGE'
  /** The caps of its buckets; absent: not limited. */
  readonly buckets?: readonly number[]
  readonly whenSoldOut?: 'REFUSE_CLAIM' | 'GRANT_THE_REST'
}

/** A story of some claims, which ends the same whatever happens on its way. */
export interface Scenario {
  readonly name: string
  readonly rewards: readonly OfferedStock[]
  /** Users who did not do what the event asks for; absent: it asks for nothing. */
  readonly short?: readonly string[]
  /** Types that the simulated provider outside pays; half of its first answers are rejections, by the key. */
  readonly outside?: readonly ('POINT' | 'COUPON' | 'BADGE')[]
  /** The provider gives no answer for so long. */
  readonly silentMs?: number
  readonly play: (world: World) => Promise<void>
  /** How many claims are SUCCESS in the end. */
  readonly succeed: number
  /** How many messages nobody can handle, each of which is kept as one dead letter. */
  readonly poisoned?: number
}
