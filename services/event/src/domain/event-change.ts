import type { Event, MadeChange } from './event.ts'
import { eventNotFound, revisionMismatch } from './event-errors.ts'
import { layOut, rewardsToPrepare, withDue } from './event-stock.ts'

/** How many changes an event remembers. */
const REMEMBERED_CHANGES = 16

/** A change as it is asked for. */
export interface Change {
  readonly eventId: string
  /** The revision that the caller has seen. */
  readonly expectedRevision: number
  /** Hash of the method and its request. */
  readonly fingerprint: string
  readonly nowMs: number
  /** Whether the event is as it shall be already, so that there is no change to make. Default: it is not. */
  readonly isMade?: (event: Event) => boolean
  /** The event as it shall be. Throws when the event as it is does not allow it. */
  readonly step: (event: Event) => Event
}

/** Whether exactly this was asked before on this revision, and made. */
export function wasMade(event: Event, change: MadeChange): boolean {
  return (event.recentChanges ?? []).some(
    made => made.expectedRevision === change.expectedRevision && made.fingerprint === change.fingerprint,
  )
}

/** Throws REVISION_MISMATCH unless the event is as the caller has seen it. */
export function requireRevision(event: Event, { expectedRevision }: Pick<Change, 'expectedRevision'>): void {
  if (event.revision !== expectedRevision) throw revisionMismatch(expectedRevision, event.revision)
}

/**
 * The change as a guarded write. `undefined`: it was made before. What a raised stock needs is recorded in the same
 * write. Throws EVENT_NOT_FOUND, REVISION_MISMATCH, and what the step throws.
 */
export function decideChange(event: Event | undefined, change: Change): Event | undefined {
  const next = stepOn(event, change)
  if (!event || !next) return undefined
  const { expectedRevision, fingerprint, nowMs } = change
  const laidOut = next.rewards.filter(({ rewardId }) => next.buckets[rewardId] !== undefined)
  return withDue({
    ...layOut(next, laidOut, nowMs),
    revision: event.revision + 1,
    changedAtMs: nowMs,
    recentChanges: [...(event.recentChanges ?? []), { expectedRevision, fingerprint }].slice(
      -REMEMBERED_CHANGES,
    ),
  })
}

/**
 * The write before the change: records the buckets that must be there first, and nothing else that callers see.
 * `undefined`: none are missing. Throws what the change itself would throw.
 */
export function decidePreparation(event: Event | undefined, change: Change): Event | undefined {
  const next = stepOn(event, change)
  if (!event || !next) return undefined
  const prepared = layOut(event, rewardsToPrepare(event, next), change.nowMs)
  return prepared === event ? undefined : prepared
}

function stepOn(event: Event | undefined, change: Change): Event | undefined {
  if (!event) throw eventNotFound(change.eventId)
  if (change.isMade?.(event) || wasMade(event, change)) return undefined
  requireRevision(event, change)
  return change.step(event)
}
