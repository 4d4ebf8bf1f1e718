import { inParts, type Pages } from '@rewards/paging'
import type { Event } from '../domain/event.ts'

/** The events of these groups alone, by their start. */
export function ownedEvents(events: Pages<Event>, ownerGroupIds: readonly string[]): Pages<Event> {
  const parts = ownerGroupIds.map(ownerGroupId => ({ index: 'by_owner', equals: { ownerGroupId } }))
  return inParts(events, parts, startOf)
}

/** The time that events are listed by. */
export function startOf({ startsAtMs }: Event): number {
  return startsAtMs
}
