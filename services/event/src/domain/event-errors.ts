import { RewardsError } from '@rewards/errors'
import type { Event } from './event.ts'

export function eventNotFound(eventId: string): RewardsError {
  return new RewardsError('not_found', 'EVENT_NOT_FOUND', `there is no event ${eventId}`, {
    metadata: { eventId },
  })
}

export function rewardNotFound(rewardId: string): RewardsError {
  const message = `the event has no reward ${rewardId}`
  return new RewardsError('not_found', 'REWARD_NOT_FOUND', message, { metadata: { rewardId } })
}

export function rewardExists(rewardId: string): RewardsError {
  const message = `the event has or had a reward ${rewardId}; an id is not used again`
  return new RewardsError('already_exists', 'REWARD_EXISTS', message, { metadata: { rewardId } })
}

/** `problem` says what the event is, and what would be needed. */
export function wrongStatus({ status }: Pick<Event, 'status'>, problem: string): RewardsError {
  return new RewardsError('failed_precondition', 'EVENT_STATUS', problem, { metadata: { status } })
}

export function lastReward(): RewardsError {
  const message = 'an event has at least one reward; its last one cannot be removed'
  return new RewardsError('failed_precondition', 'LAST_REWARD', message)
}

/** `laidOut`: how many units there are already; none: the reward is not limited. */
export function stockLowered(rewardId: string, laidOut: number | undefined): RewardsError {
  const is = laidOut === undefined ? 'has no stock' : `has a stock of ${laidOut}`
  const message = `the reward ${rewardId} ${is}; once activation was tried, stock can be raised, but neither lowered, nor added, nor taken away`
  return new RewardsError('failed_precondition', 'STOCK_LOWERED', message, {
    metadata: { rewardId, ...(laidOut !== undefined && { stock: String(laidOut) }) },
  })
}

export function revisionMismatch(expected: number, current: number): RewardsError {
  const message = `the event has revision ${current}, not ${expected}; read it again, and decide on what it is now`
  return new RewardsError('aborted', 'REVISION_MISMATCH', message, {
    metadata: { currentRevision: String(current) },
  })
}

/** The same whether there is such a group or not. */
export function notYoursToGive(ownerGroupId: string | undefined): RewardsError {
  const where =
    ownerGroupId === undefined
      ? 'everywhere, or the group that shall own the event'
      : `in the group ${JSON.stringify(ownerGroupId.slice(0, 40))}`
  const message = `this needs the permission event.write ${where}`
  return new RewardsError('permission_denied', 'PERMISSION_DENIED', message, {
    metadata: { permission: 'event.write' },
  })
}

export function keyReused(eventId: string): RewardsError {
  const message = `the idempotency key made ${eventId} with another request; use a new key for a new event`
  return new RewardsError('failed_precondition', 'KEY_REUSED', message, { metadata: { eventId } })
}
