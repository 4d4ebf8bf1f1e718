import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import type { Event } from '../../domain/event.ts'
import { REQUESTABLE_STATUSES, toStatus } from '../../domain/event-status.ts'
import { fingerprint } from './fingerprint.ts'
import { checkChange, makeChange } from './make-change.ts'
import type { ChangeRequest, Editor, EventPorts } from './ports.ts'

export interface ChangeEventStatus extends ChangeRequest {
  /** One of `REQUESTABLE_STATUSES`, as it was sent. */
  readonly status: string
}

/**
 * Changes the status; before an event becomes ACTIVE its limited rewards get their buckets. The status that it has
 * already is no change and succeeds, on whatever revision. Throws EVENT_NOT_FOUND, INVALID_FIELDS, REVISION_MISMATCH,
 * EVENT_STATUS.
 */
export function changeEventStatus(ports: EventPorts) {
  return async (request: ChangeEventStatus, editor: Editor): Promise<Stored<Event>> => {
    const violations = new Violations()
    checkChange(violations, request)
    const status = violations.oneOf('status', request.status, REQUESTABLE_STATUSES)
    violations.throwIfAny()
    const { eventId, expectedRevision } = request
    const nowMs = ports.now()
    return makeChange(
      ports,
      {
        eventId,
        expectedRevision,
        fingerprint: fingerprint(['ChangeEventStatus', status]),
        nowMs,
        isMade: event => event.status === status,
        step: event => toStatus(event, status, nowMs),
      },
      editor,
    )
  }
}
