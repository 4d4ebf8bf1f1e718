import type { Violations } from '@rewards/errors'
import type { Decide, Stored } from '@rewards/store'
import type { Event } from '../../domain/event.ts'
import { type Change, decideChange, decidePreparation } from '../../domain/event-change.ts'
import { eventNotFound } from '../../domain/event-errors.ts'
import { asSeenBy } from './owner.ts'
import type { ChangeRequest, Editor, EventPorts } from './ports.ts'
import { settleBuckets } from './settle-buckets.ts'

/**
 * Makes a change in the order that no interruption can turn into more units than stock, or into a limited reward
 * without units: record the buckets that must be there first, insert them, make the change; then insert the buckets of
 * raised stock. What is left undone is owed, and the sweep or the repeat of the change sees to it. The repeat of a
 * change that was made gives the event as it is now. An event that is not the editor's to change is not there: EVENT_NOT_FOUND.
 */
export async function makeChange(ports: EventPorts, change: Change, editor: Editor): Promise<Stored<Event>> {
  await write(ports, change.eventId, event => decidePreparation(asSeenBy(event, editor), change))
  return write(ports, change.eventId, event => decideChange(asSeenBy(event, editor), change))
}

async function write(ports: EventPorts, eventId: string, decide: Decide<Event>): Promise<Stored<Event>> {
  const { stored } = await ports.events.update(eventId, decide)
  if (!stored) throw eventNotFound(eventId)
  return settleBuckets(ports, stored)
}

/** Checks what every change names. */
export function checkChange(violations: Violations, { eventId, expectedRevision }: ChangeRequest): void {
  violations.id('event_id', eventId, 'evt')
  violations.integer('expected_revision', expectedRevision, { min: 1, max: 2 ** 31 - 1 })
}
