import type { Scope } from '@rewards/access'
import type { Stored } from '@rewards/store'
import { isWithin } from '../../domain/ownership.ts'
import type { ClaimPorts } from './ports.ts'

/** What belongs to an event, and so to whom the event belongs now. */
export interface OfEvent {
  readonly eventId: string
}

/** Whether an event lies in the scope; of those that are not there, none does but for who may everywhere. */
export async function isEventWithin(
  { events }: Pick<ClaimPorts, 'events'>,
  eventId: string,
  scope: Scope,
): Promise<boolean> {
  return scope === 'everywhere' || (await eventsWithin({ events }, [eventId], scope)).has(eventId)
}

/** Those of the documents whose events lie in the scope. */
export async function thoseWithin<T extends OfEvent>(
  ports: Pick<ClaimPorts, 'events'>,
  items: readonly Stored<T>[],
  scope: Scope,
): Promise<readonly Stored<T>[]> {
  const eventIds = new Set(items.map(({ value }) => value.eventId))
  const within = await eventsWithin(ports, [...eventIds], scope)
  return items.filter(({ value }) => within.has(value.eventId))
}

async function eventsWithin(
  { events }: Pick<ClaimPorts, 'events'>,
  eventIds: readonly string[],
  scope: Scope,
): Promise<ReadonlySet<string>> {
  const found = await events.getMany(eventIds)
  return new Set(found.flatMap(event => (event && isWithin(scope, event.value) ? [event.id] : [])))
}
