import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import type { Event } from '../../domain/event.ts'
import { checkEvent, type EventDraft, newEvent } from '../../domain/event-draft.ts'
import { eventNotFound, keyReused } from '../../domain/event-errors.ts'
import { checkMeaning } from './check-meaning.ts'
import { eventIdOf, fingerprint } from './fingerprint.ts'
import { asSeenBy, requireOwnerFor } from './owner.ts'
import type { Editor, EventPorts } from './ports.ts'

export interface CreateEvent {
  /** Names the request: 1 to 100 characters, unique for the caller. */
  readonly idempotencyKey: string
  readonly draft: EventDraft
}

/**
 * Makes an event, READY, under an id that is derived from caller and key: whoever inserts it first made it, and every
 * repeat gives it as it is now, also after its window. Throws INVALID_FIELDS, KEY_REUSED, PERMISSION_DENIED when the
 * editor may not change what its owner owns; EVENT_NOT_FOUND when what this key made is not theirs any more.
 */
export function createEvent(ports: EventPorts) {
  return async ({ idempotencyKey, draft }: CreateEvent, editor: Editor): Promise<Stored<Event>> => {
    requireOwnerFor(editor, draft.ownerGroupId)
    const violations = new Violations()
    violations.text('idempotency_key', idempotencyKey, { min: 1, max: 100 })
    const id = eventIdOf(editor.userId, idempotencyKey)
    const print = fingerprint({ ...draft, timeZone: draft.timeZone || 'UTC' })
    const before = violations.any ? undefined : await ports.events.get(id)
    if (before) return sameRequest(before, print, editor)
    checkEvent(violations, draft, ports.now())
    await checkMeaning(ports, violations, draft, editor)
    const making = { createdBy: editor.userId, nowMs: ports.now(), fingerprint: print }
    const { stored } = await ports.events.update(id, current =>
      current ? undefined : newEvent(draft, making),
    )
    return sameRequest(stored, print, editor)
  }
}

function sameRequest(stored: Stored<Event> | undefined, print: string, editor: Editor): Stored<Event> {
  if (!stored) throw new Error('an event is gone that was just made')
  if (!asSeenBy(stored.value, editor)) throw eventNotFound(stored.id)
  if (stored.value.fingerprint !== print) throw keyReused(stored.id)
  return stored
}
