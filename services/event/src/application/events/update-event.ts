import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import type { ConditionDraft } from '../../domain/condition-definition.ts'
import type { Event, EventCondition } from '../../domain/event.ts'
import { requireRevision, wasMade } from '../../domain/event-change.ts'
import type { EventDraft } from '../../domain/event-draft.ts'
import { eventNotFound } from '../../domain/event-errors.ts'
import {
  checkMask,
  checkPatch,
  type EventPatch,
  patchEvent,
  requirePatchable,
  touchesConditions,
} from '../../domain/event-patch.ts'
import { checkMeaning } from './check-meaning.ts'
import { fingerprint } from './fingerprint.ts'
import { checkChange, makeChange } from './make-change.ts'
import { asSeenBy } from './owner.ts'
import type { ChangeRequest, Editor, EventPorts } from './ports.ts'

export interface UpdateEvent extends ChangeRequest {
  /** The new values of the fields that the mask names; the others are not looked at. */
  readonly draft: EventDraft
  readonly mask: readonly string[]
}

/** Changes the named fields. Throws EVENT_NOT_FOUND, INVALID_FIELDS, REVISION_MISMATCH, EVENT_STATUS. */
export function updateEvent(ports: EventPorts) {
  return async ({ draft, mask, ...request }: UpdateEvent, editor: Editor): Promise<Stored<Event>> => {
    const patch = { fields: checkedMask(request, mask), draft }
    const { eventId, expectedRevision } = request
    const nowMs = ports.now()
    const change = {
      eventId,
      expectedRevision,
      fingerprint: fingerprint(['UpdateEvent', { draft, mask }]),
      nowMs,
      step: (event: Event) => patchEvent(event, patch, nowMs),
    }
    const stored = await ports.events.get(eventId)
    const event = asSeenBy(stored?.value, editor)
    if (!event) throw eventNotFound(eventId)
    if (!wasMade(event, change)) {
      requireRevision(event, change)
      await checkPatched(ports, event, patch, editor)
    }
    return makeChange(ports, change, editor)
  }
}

function checkedMask(request: ChangeRequest, mask: readonly string[]): EventPatch['fields'] {
  const violations = new Violations()
  checkChange(violations, request)
  const fields = checkMask(violations, mask)
  violations.throwIfAny()
  return fields
}

async function checkPatched(
  ports: EventPorts,
  event: Event,
  patch: EventPatch,
  editor: Editor,
): Promise<void> {
  requirePatchable(event, patch, ports.now())
  const violations = new Violations()
  checkPatch(violations, event, patch, ports.now())
  const { fields, draft } = patch
  const meaning = {
    startsAtMs: fields.has('starts_at') ? draft.startsAtMs : event.startsAtMs,
    endsAtMs: fields.has('ends_at') ? draft.endsAtMs : event.endsAtMs,
    timeZone: fields.has('time_zone') ? draft.timeZone : event.timeZone,
    conditions: fields.has('conditions') ? draft.conditions : event.conditions.map(draftOf),
  }
  await checkMeaning(
    ports,
    violations,
    touchesConditions(patch) ? meaning : { ...meaning, conditions: [] },
    editor,
  )
}

function draftOf(condition: EventCondition): ConditionDraft {
  return { startsAtMs: undefined, ...condition }
}
