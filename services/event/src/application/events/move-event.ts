import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import type { Event } from '../../domain/event.ts'
import { checkOwner } from '../../domain/event-draft.ts'
import { fingerprint } from './fingerprint.ts'
import { checkChange, makeChange } from './make-change.ts'
import { requireOwnerFor } from './owner.ts'
import type { ChangeRequest, Editor, EventPorts } from './ports.ts'

export interface MoveEvent extends ChangeRequest {
  /** Absent: the whole system's. */
  readonly ownerGroupId: string | undefined
}

/**
 * Gives an event to another group, or to the whole system: its claims and their history follow it. The editor must be
 * allowed to change events on both sides. The owner that it has already is no change and succeeds, on whatever
 * revision. Throws EVENT_NOT_FOUND, INVALID_FIELDS, PERMISSION_DENIED, REVISION_MISMATCH.
 */
export function moveEvent(ports: EventPorts) {
  return async (
    { eventId, expectedRevision, ownerGroupId }: MoveEvent,
    editor: Editor,
  ): Promise<Stored<Event>> => {
    requireOwnerFor(editor, ownerGroupId)
    const violations = new Violations()
    checkChange(violations, { eventId, expectedRevision })
    checkOwner(violations, 'owner_group_id', ownerGroupId)
    violations.throwIfAny()
    const change = {
      eventId,
      expectedRevision,
      fingerprint: fingerprint(['MoveEvent', ownerGroupId ?? '']),
      nowMs: ports.now(),
      isMade: (event: Event) => event.ownerGroupId === ownerGroupId,
      step: (event: Event) => ownedBy(event, ownerGroupId),
    }
    return makeChange(ports, change, editor)
  }
}

function ownedBy({ ownerGroupId: _, ...event }: Event, ownerGroupId: string | undefined): Event {
  return ownerGroupId === undefined ? event : { ...event, ownerGroupId }
}
