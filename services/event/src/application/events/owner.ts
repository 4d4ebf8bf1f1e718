import { covers } from '@rewards/access'
import type { Event } from '../../domain/event.ts'
import { notYoursToGive } from '../../domain/event-errors.ts'
import { isWithin } from '../../domain/ownership.ts'
import type { Editor } from './ports.ts'

/** The event as this editor has it: one that is not theirs to change is not there for them. */
export function asSeenBy(event: Event | undefined, { changes }: Editor): Event | undefined {
  return event && isWithin(changes, event) ? event : undefined
}

/**
 * Throws PERMISSION_DENIED unless the editor may change what this group owns (absent: the whole system), whether there
 * is such a group or not.
 */
export function requireOwnerFor({ changes }: Editor, ownerGroupId: string | undefined): void {
  if (!covers(changes, ownerGroupId ?? '')) throw notYoursToGive(ownerGroupId)
}
