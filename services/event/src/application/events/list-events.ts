import { Violations } from '@rewards/errors'
import { type ListResult, listPage, type PageRequest } from '@rewards/paging'
import type { Event, EventStatus } from '../../domain/event.ts'
import { NEXT_STATUSES } from '../../domain/event-status.ts'
import { timeText } from '../../domain/event-window.ts'
import type { Sight } from './get-event.ts'
import type { EventPorts } from './ports.ts'

/** All filters that are set must hold. Times in epoch ms; NaN: no time that there is. */
export interface ListEvents extends PageRequest {
  /** As it was sent; empty: any but DELETED. */
  readonly status: string
  readonly startsFromMs: number | undefined
  readonly startsBeforeMs: number | undefined
}

/**
 * Events, the latest start first. DELETED ones only where they are asked for, and may be seen. Throws INVALID_FIELDS,
 * INVALID_PAGE_TOKEN.
 */
export function listEvents({ events }: Pick<EventPorts, 'events'>) {
  return async (request: ListEvents, { seesDeleted }: Sight): Promise<ListResult<Event>> => {
    checkFilters(request)
    const { status, startsFromMs, startsBeforeMs } = request
    if (status === 'DELETED' && !seesDeleted) return { items: [], nextPageToken: '' }
    const query = {
      list: ['ListEvents'],
      ...(status === '' ? { index: 'by_start' } : { index: 'by_status', equals: { status } }),
      ...(startsFromMs !== undefined && { from: startsFromMs }),
      ...(startsBeforeMs !== undefined && { before: startsBeforeMs }),
      order: 'desc' as const,
      keep: (event: Event) => event.status !== 'DELETED' || status === 'DELETED',
    }
    return listPage(events, query, request)
  }
}

function checkFilters({ status, startsFromMs, startsBeforeMs }: ListEvents): void {
  const violations = new Violations()
  if (status !== '') violations.oneOf('status', status, Object.keys(NEXT_STATUSES) as EventStatus[])
  for (const [field, ms] of [
    ['starts_from', startsFromMs],
    ['starts_before', startsBeforeMs],
  ] as const)
    if (ms !== undefined && timeText(ms) === 'no time')
      violations.add(field, 'is no time; allowed is any time')
  violations.throwIfAny()
}
