import { Violations } from '@rewards/errors'
import { type ListResult, listPage, type PageRequest } from '@rewards/paging'
import type { Event, EventStatus } from '../../domain/event.ts'
import { NEXT_STATUSES } from '../../domain/event-status.ts'
import { timeText } from '../../domain/event-window.ts'
import type { EventPorts, Sight } from './ports.ts'
import { visibleEvents } from './visible-events.ts'

/** All filters that are set must hold. Times in epoch ms; NaN: no time that there is. */
export interface ListEvents extends PageRequest {
  /** As it was sent; empty: any but DELETED. */
  readonly status: string
  /** Empty: any. */
  readonly ownerGroupId: string
  readonly startsFromMs: number | undefined
  readonly startsBeforeMs: number | undefined
}

/**
 * The events that the caller sees, the latest start first. DELETED ones only where they are asked for. Throws
 * INVALID_FIELDS, INVALID_PAGE_TOKEN.
 */
export function listEvents({ events }: Pick<EventPorts, 'events'>) {
  return async (request: ListEvents, sight: Sight): Promise<ListResult<Event>> => {
    checkFilters(request)
    const { status, ownerGroupId, startsFromMs, startsBeforeMs } = request
    const query = {
      list: ['ListEvents', ...(ownerGroupId === '' ? [] : [ownerGroupId])],
      ...(status === '' ? { index: 'by_start' } : { index: 'by_status', equals: { status } }),
      ...(startsFromMs !== undefined && { from: startsFromMs }),
      ...(startsBeforeMs !== undefined && { before: startsBeforeMs }),
      order: 'desc' as const,
      keep: (event: Event) => (status === '' ? event.status !== 'DELETED' : event.status === status),
    }
    return listPage(visibleEvents(events, sight, ownerGroupId), query, request)
  }
}

function checkFilters({ status, ownerGroupId, startsFromMs, startsBeforeMs }: ListEvents): void {
  const violations = new Violations()
  if (status !== '') violations.oneOf('status', status, Object.keys(NEXT_STATUSES) as EventStatus[])
  if (ownerGroupId !== '') violations.id('owner_group_id', ownerGroupId, 'grp')
  for (const [field, ms] of [
    ['starts_from', startsFromMs],
    ['starts_before', startsBeforeMs],
  ] as const)
    if (ms !== undefined && timeText(ms) === 'no time')
      violations.add(field, 'is no time; allowed is any time')
  violations.throwIfAny()
}
