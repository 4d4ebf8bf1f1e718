import type { Scope } from '@rewards/access'
import type { Collection } from '@rewards/store'
import type { Bucket } from '../../domain/bucket.ts'
import type { Event } from '../../domain/event.ts'
import type { Conditions } from '../conditions.ts'

/** What the use cases of event definitions need of the world. */
export interface EventPorts {
  readonly events: Collection<Event>
  readonly buckets: Pick<Collection<Bucket>, 'insertOnce'>
  readonly conditions: Pick<Conditions, 'validate'>
  /** Epoch ms. */
  readonly now: () => number
  /** Where the sweep tells of events that it could not see to. */
  readonly log: { warn(facts: object, message: string): void }
}

/** Who looks at events. */
export interface Sight {
  /** Where they may change events. */
  readonly changes: Scope
}

/** Who changes events. Every change holds its event against their scope in the very write. */
export interface Editor extends Sight {
  readonly userId: string
  /** Their own access token, with which the condition service is asked. */
  readonly token: string
}

/** What every change of an event names. */
export interface ChangeRequest {
  readonly eventId: string
  /** The revision that the caller has seen. */
  readonly expectedRevision: number
}
