import type { Scope } from '@rewards/access'
import { admitting, inParts, listPage, type Pages, type TimeOf } from '@rewards/paging'
import { ownedEvents } from '../owned-events.ts'
import { isEventWithin, type OfEvent, thoseWithin } from './owners.ts'
import type { ClaimPorts } from './ports.ts'

/** Up to so many events of a scope are read side by side, each by its index; of more, all documents are looked through. */
const FEW_EVENTS = 100

/** A collection of what belongs to events, by the time behind the event in its index `by_event`. */
export interface ListedByEvent<T extends OfEvent> {
  readonly pages: Pages<T>
  readonly timeOf: TimeOf<T>
}

/** What a list is narrowed to anyway; '': to nothing. */
export interface Narrowed {
  readonly eventId: string
  readonly userId: string
}

/** What of a collection belongs to events in the scope, as pages of it are had. Nothing else can be told from them. */
export async function pagesWithin<T extends OfEvent>(
  ports: Pick<ClaimPorts, 'events'>,
  { pages, timeOf }: ListedByEvent<T>,
  scope: Scope,
  { eventId, userId }: Narrowed,
): Promise<Pages<T>> {
  if (scope === 'everywhere') return pages
  const ofEvents = (eventIds: readonly string[]) => inParts(pages, eventIds.map(byEvent), timeOf)
  if (eventId !== '' && !(await isEventWithin(ports, eventId, scope))) return ofEvents([])
  const few = eventId === '' && userId === '' ? await fewEventsOf(ports, scope) : undefined
  return few ? ofEvents(few) : admitting(pages, items => thoseWithin(ports, items, scope), timeOf)
}

function byEvent(eventId: string) {
  return { index: 'by_event', equals: { eventId } }
}

/** The events in the scope; `undefined`: they are more than a few. */
async function fewEventsOf(
  { events }: Pick<ClaimPorts, 'events'>,
  groupIds: ReadonlySet<string>,
): Promise<readonly string[] | undefined> {
  if (groupIds.size > FEW_EVENTS) return undefined
  const query = { list: [], index: 'by_start', order: 'desc' } as const
  const page = { pageSize: FEW_EVENTS, pageToken: '' }
  const { items, nextPageToken } = await listPage(ownedEvents(events, [...groupIds]), query, page)
  return nextPageToken === '' ? items.map(({ id }) => id) : undefined
}
