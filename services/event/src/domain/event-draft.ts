import type { Violations } from '@rewards/errors'
import { type ConditionDraft, checkConditions, toCondition } from './condition-definition.ts'
import type { Event } from './event.ts'
import { checkSpan, checkTime, checkTimeZone, checkToCome, type WindowDraft } from './event-window.ts'
import { checkRewards, type RewardDraft, toReward } from './reward-definition.ts'

/** An event as it was sent. */
export interface EventDraft extends WindowDraft {
  readonly name: string
  readonly description: string
  readonly conditions: readonly ConditionDraft[]
  readonly rewards: readonly RewardDraft[]
  /** Whose it shall be; absent: the whole system's. Only looked at when an event is made. */
  readonly ownerGroupId?: string
}

/** Checks all of an event that is to be made but what its conditions mean. */
export function checkEvent(violations: Violations, draft: EventDraft, nowMs: number): void {
  checkName(violations, draft.name)
  checkDescription(violations, draft.description)
  checkWindow(violations, draft, nowMs)
  checkConditions(violations, draft.conditions)
  checkRewards(violations, draft.rewards)
  checkOwner(violations, 'event.owner_group_id', draft.ownerGroupId)
}

export function checkName(violations: Violations, name: string): void {
  violations.text('event.name', name, { min: 1, max: 100 })
}

export function checkDescription(violations: Violations, description: string): void {
  violations.text('event.description', description, { min: 0, max: 2_000 })
}

/** A group's id; absent: the whole system. */
export function checkOwner(violations: Violations, field: string, ownerGroupId: string | undefined): void {
  if (ownerGroupId !== undefined) violations.id(field, ownerGroupId, 'grp')
}

function checkWindow(
  violations: Violations,
  { startsAtMs, endsAtMs, timeZone }: WindowDraft,
  nowMs: number,
): void {
  const starts = checkTime(violations, 'event.starts_at', startsAtMs)
  const ends = checkTime(violations, 'event.ends_at', endsAtMs)
  if (starts && ends) checkSpan(violations, 'event.ends_at', startsAtMs, endsAtMs)
  if (ends) checkToCome(violations, 'event.ends_at', endsAtMs, nowMs)
  checkTimeZone(violations, 'event.time_zone', timeZone)
}

/** Who makes an event, when, and by which request. */
export interface Making {
  readonly createdBy: string
  readonly nowMs: number
  readonly fingerprint: string
}

/** The new event. The draft must have passed. */
export function newEvent(draft: EventDraft, { createdBy, nowMs, fingerprint }: Making): Event {
  const { startsAtMs, endsAtMs } = draft
  if (startsAtMs === undefined || endsAtMs === undefined) throw new Error('an event passed without a window')
  return {
    name: draft.name,
    description: draft.description,
    status: 'READY',
    startsAtMs,
    endsAtMs,
    timeZone: draft.timeZone || 'UTC',
    conditions: draft.conditions.map(toCondition),
    rewards: draft.rewards.map(toReward),
    revision: 1,
    buckets: {},
    removedRewardIds: [],
    ...(draft.ownerGroupId !== undefined && { ownerGroupId: draft.ownerGroupId }),
    createdBy,
    createdAtMs: nowMs,
    changedAtMs: nowMs,
    fingerprint,
  }
}
