import { covers, isNowhere, type Scope } from '@rewards/access'
import type { Event } from './event.ts'

/** Whose an event is. */
export type Owned = Pick<Event, 'ownerGroupId'>

/** Whether an event lies in the scope. One without an owner is the whole system's: for those who may everywhere. */
export function isWithin(scope: Scope, { ownerGroupId }: Owned): boolean {
  return covers(scope, ownerGroupId ?? '')
}

/**
 * Whether somebody who may change events in this scope sees an event. Who may somewhere sees the events there, whatever
 * their status, and no others; who may nowhere sees what is for players.
 */
export function isVisible(event: Owned & Pick<Event, 'status'>, changes: Scope): boolean {
  return isNowhere(changes) ? isForPlayers(event) : isWithin(changes, event)
}

/** Not what is removed from sight, and not what a group only prepares. */
function isForPlayers({ status, ownerGroupId }: Owned & Pick<Event, 'status'>): boolean {
  return status !== 'DELETED' && !(status === 'READY' && ownerGroupId !== undefined)
}
