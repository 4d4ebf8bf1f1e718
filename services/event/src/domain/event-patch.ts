import type { Violations } from '@rewards/errors'
import { checkConditions, toCondition } from './condition-definition.ts'
import type { Event } from './event.ts'
import { checkDescription, checkName, type EventDraft } from './event-draft.ts'
import { wrongStatus } from './event-errors.ts'
import { requireOpen } from './event-status.ts'
import { checkSpan, checkTime, checkTimeZone, checkToCome, timeText } from './event-window.ts'

/** What UpdateEvent can change, as `update_mask` names it. */
export const PATCHABLE = ['name', 'description', 'starts_at', 'ends_at', 'time_zone', 'conditions'] as const
export type PatchField = (typeof PATCHABLE)[number]

/** The new values of some fields of an event. */
export interface EventPatch {
  readonly fields: ReadonlySet<PatchField>
  readonly draft: EventDraft
}

/** The fields that a mask names. */
export function checkMask(violations: Violations, paths: readonly string[]): ReadonlySet<PatchField> {
  const allowed = `allowed are ${PATCHABLE.join(', ')}, at least one`
  if (paths.length === 0) violations.add('update_mask', `is missing; ${allowed}`)
  const unknown = paths.find(path => !isPatchable(path))
  if (unknown !== undefined)
    violations.add('update_mask', `has ${JSON.stringify(unknown.slice(0, 60))}; ${allowed}`)
  return new Set(paths.filter(isPatchable))
}

function isPatchable(path: string): path is PatchField {
  return (PATCHABLE as readonly string[]).includes(path)
}

/** Whether the patch touches what conditions are checked against. */
export function touchesConditions({ fields }: EventPatch): boolean {
  return (['conditions', 'starts_at', 'ends_at', 'time_zone'] as const).some(field => fields.has(field))
}

/** Checks the fields that the patch names, as they would stand in this event. */
export function checkPatch(violations: Violations, event: Event, patch: EventPatch, nowMs: number): void {
  const { fields, draft } = patch
  if (fields.has('name')) checkName(violations, draft.name)
  if (fields.has('description')) checkDescription(violations, draft.description)
  if (fields.has('time_zone')) checkTimeZone(violations, 'event.time_zone', draft.timeZone)
  if (fields.has('conditions')) checkConditions(violations, draft.conditions)
  checkTimes(violations, event, patch, nowMs)
}

function checkTimes(
  violations: Violations,
  event: Event,
  { fields, draft }: EventPatch,
  nowMs: number,
): void {
  const newStart = fields.has('starts_at')
  const newEnd = fields.has('ends_at')
  const startsAtMs = newStart ? draft.startsAtMs : event.startsAtMs
  const endsAtMs = newEnd ? draft.endsAtMs : event.endsAtMs
  const starts = checkTime(violations, 'event.starts_at', startsAtMs)
  const ends = checkTime(violations, 'event.ends_at', endsAtMs)
  if (ends && endsAtMs !== event.endsAtMs) checkToCome(violations, 'event.ends_at', endsAtMs, nowMs)
  if (starts && ends)
    checkSpan(violations, newEnd ? 'event.ends_at' : 'event.starts_at', startsAtMs, endsAtMs)
}

/** Throws EVENT_STATUS where the event's status does not let these fields change. */
export function requirePatchable(event: Event, { fields, draft }: EventPatch, nowMs: number): void {
  requireOpen(event)
  const movesStart = fields.has('starts_at') && draft.startsAtMs !== event.startsAtMs
  if (movesStart && event.status !== 'READY' && event.startsAtMs <= nowMs)
    throw wrongStatus(
      event,
      `the event is ${event.status} and started at ${timeText(event.startsAtMs)}; starts_at cannot be changed any more`,
    )
}

/** The event with the patch applied. The patch must have passed. Throws EVENT_STATUS. */
export function patchEvent(event: Event, patch: EventPatch, nowMs: number): Event {
  requirePatchable(event, patch, nowMs)
  const { fields, draft } = patch
  return {
    ...event,
    ...(fields.has('name') && { name: draft.name }),
    ...(fields.has('description') && { description: draft.description }),
    ...(fields.has('starts_at') && { startsAtMs: draft.startsAtMs ?? event.startsAtMs }),
    ...(fields.has('ends_at') && { endsAtMs: draft.endsAtMs ?? event.endsAtMs }),
    ...(fields.has('time_zone') && { timeZone: draft.timeZone || 'UTC' }),
    ...(fields.has('conditions') && { conditions: draft.conditions.map(toCondition) }),
  }
}
