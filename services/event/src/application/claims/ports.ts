import type { Collection } from '@rewards/store'
import type { Bucket } from '../../domain/bucket.ts'
import type { Claim, RequestedReward } from '../../domain/claim.ts'
import type { Event } from '../../domain/event.ts'
import type { Refusal } from '../../domain/refusal.ts'
import type { Conditions } from '../conditions.ts'

/** What is asked of the reward service: the snapshot of one attempt. */
export interface Ask {
  readonly claimId: string
  readonly attempt: number
  readonly eventId: string
  readonly userId: string
  readonly rewards: readonly RequestedReward[]
  readonly requestedAtMs: number
}

/** What the claim's use cases need of the world. */
export interface ClaimPorts {
  readonly events: Pick<Collection<Event>, 'get' | 'getMany' | 'page'>
  readonly claims: Collection<Claim>
  readonly buckets: Collection<Bucket>
  readonly refusals: Collection<Refusal>
  readonly conditions: Pick<Conditions, 'evaluate'>
  /** Asks for the rewards of an attempt. May be lost: the claim stays owed until it is answered. */
  readonly ask: (ask: Ask) => void
  /** Tells those who watch the claim that it changed. May be lost. */
  readonly changed: (claimId: string) => void
  /** A reward was found without room though not sold out for good: the scan shall look soon. */
  readonly stockIsShort: () => void
  /** Epoch ms. */
  readonly now: () => number
  /** `kind_…`, unique. */
  readonly newId: (kind: string) => string
  /** 0 (included) to 1 (excluded), for jitter alone. */
  readonly random: () => number
}
