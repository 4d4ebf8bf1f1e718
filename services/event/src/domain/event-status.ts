import type { Event, EventStatus } from './event.ts'
import { wrongStatus } from './event-errors.ts'
import { timeText } from './event-window.ts'

/** What each status may become. What is not here is refused; END is also set by the sweep after the window. */
export const NEXT_STATUSES: Readonly<Record<EventStatus, readonly EventStatus[]>> = {
  READY: ['ACTIVE', 'CANCELED', 'DELETED'],
  ACTIVE: ['INACTIVE', 'END', 'CANCELED'],
  INACTIVE: ['ACTIVE', 'END', 'CANCELED'],
  END: ['DELETED'],
  CANCELED: ['DELETED'],
  DELETED: [],
}

/** What can be asked for; READY is where an event begins. */
export const REQUESTABLE_STATUSES = ['ACTIVE', 'INACTIVE', 'END', 'CANCELED', 'DELETED'] as const

/** The statuses in which an event and its rewards may change. */
const OPEN: readonly EventStatus[] = ['READY', 'ACTIVE', 'INACTIVE']

/** The event in another status. Throws EVENT_STATUS where the table does not allow it, or its window is over. */
export function toStatus(event: Event, status: EventStatus, nowMs: number): Event {
  const allowed = NEXT_STATUSES[event.status]
  if (!allowed.includes(status))
    throw wrongStatus(
      event,
      `the event is ${event.status}, which cannot become ${status}; allowed is ${allowed.join(', ') || 'nothing'}`,
    )
  if (status === 'ACTIVE' && event.endsAtMs <= nowMs)
    throw wrongStatus(
      event,
      `the event ended at ${timeText(event.endsAtMs)}; move its end before it is made ACTIVE`,
    )
  return { ...event, status }
}

/** Throws EVENT_STATUS unless the event is READY, ACTIVE or INACTIVE. */
export function requireOpen(event: Event): void {
  if (!OPEN.includes(event.status))
    throw wrongStatus(event, `the event is ${event.status}; it can be changed while it is ${OPEN.join(', ')}`)
}

/** Whether the sweep ends the event at its window's end. */
export function endsByItself({ status }: Pick<Event, 'status'>): boolean {
  return status === 'ACTIVE' || status === 'INACTIVE'
}

/** The event after its window; `undefined` while it is not over, or does not end by itself. */
export function endIfOver(event: Event, nowMs: number): Event | undefined {
  if (!endsByItself(event) || nowMs < event.endsAtMs) return undefined
  return { ...event, status: 'END', revision: event.revision + 1, changedAtMs: nowMs }
}
