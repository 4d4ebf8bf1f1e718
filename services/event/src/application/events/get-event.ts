import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import type { Event } from '../../domain/event.ts'
import { eventNotFound } from '../../domain/event-errors.ts'
import { isVisible } from '../../domain/ownership.ts'
import type { EventPorts, Sight } from './ports.ts'

/** One event, as it is now. Throws EVENT_NOT_FOUND, INVALID_FIELDS. */
export function getEvent({ events }: Pick<EventPorts, 'events'>) {
  return async (eventId: string, { changes }: Sight): Promise<Stored<Event>> => {
    const violations = new Violations()
    violations.id('event_id', eventId, 'evt')
    violations.throwIfAny()
    const stored = await events.get(eventId)
    if (!stored || !isVisible(stored.value, changes)) throw eventNotFound(eventId)
    return stored
  }
}
