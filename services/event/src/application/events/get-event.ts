import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import type { Event } from '../../domain/event.ts'
import { eventNotFound } from '../../domain/event-errors.ts'
import type { EventPorts } from './ports.ts'

/** What a caller may see. */
export interface Sight {
  /** DELETED events too. */
  readonly seesDeleted: boolean
}

/** One event, as it is now. Throws EVENT_NOT_FOUND, INVALID_FIELDS. */
export function getEvent({ events }: Pick<EventPorts, 'events'>) {
  return async (eventId: string, { seesDeleted }: Sight): Promise<Stored<Event>> => {
    const violations = new Violations()
    violations.id('event_id', eventId, 'evt')
    violations.throwIfAny()
    const stored = await events.get(eventId)
    if (!stored || (stored.value.status === 'DELETED' && !seesDeleted)) throw eventNotFound(eventId)
    return stored
  }
}
