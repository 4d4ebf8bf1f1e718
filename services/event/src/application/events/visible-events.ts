import { covers, isNowhere, type Scope } from '@rewards/access'
import { admitting, type Pages } from '@rewards/paging'
import type { Event } from '../../domain/event.ts'
import { isVisible } from '../../domain/ownership.ts'
import { ownedEvents, startOf } from '../owned-events.ts'
import type { EventPorts, Sight } from './ports.ts'

/** Up to so many groups are read side by side, each by the index of owners; for more, all events are looked through. */
const FEW_GROUPS = 100

/** The events that somebody sees, as pages of them are had; of one group alone, where one is named. */
export function visibleEvents(
  events: EventPorts['events'],
  { changes }: Sight,
  ownerGroupId: string,
): Pages<Event> {
  const groups = groupsToRead(changes, ownerGroupId)
  const pages = groups ? ownedEvents(events, groups) : events
  if (changes === 'everywhere') return pages
  return admitting(pages, async items => items.filter(({ value }) => isVisible(value, changes)), startOf)
}

/** `undefined`: all, and those without an owner too. */
function groupsToRead(changes: Scope, ownerGroupId: string): readonly string[] | undefined {
  if (ownerGroupId !== '') return isNowhere(changes) || covers(changes, ownerGroupId) ? [ownerGroupId] : []
  if (changes === 'everywhere' || isNowhere(changes) || changes.size > FEW_GROUPS) return undefined
  return [...changes]
}
