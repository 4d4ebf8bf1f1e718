import type { AuditedKind } from '@rewards/audit'
import type { Claim } from '../../domain/claim.ts'
import type { Event, EventCondition, EventReward } from '../../domain/event.ts'

/** What the audit shows of an event: all that callers can change. */
export const EVENT: AuditedKind<Event> = {
  kind: 'event',
  shows: event => ({
    name: event.name,
    description: event.description,
    status: event.status,
    startsAt: new Date(event.startsAtMs).toISOString(),
    endsAt: new Date(event.endsAtMs).toISOString(),
    timeZone: event.timeZone,
    ownerGroupId: event.ownerGroupId ?? '',
    ...Object.fromEntries(
      event.conditions.map(condition => [condition.conditionId, conditionText(condition)]),
    ),
    ...Object.fromEntries(event.rewards.map(reward => [reward.rewardId, rewardText(reward)])),
  }),
}

/** Of a claim: which attempt it is at, and how that stands. */
export const CLAIM: AuditedKind<Claim> = {
  kind: 'claim',
  shows: ({ attempt, state, reason = '' }) => ({ attempt: String(attempt), state, reason }),
}

function conditionText({ type, operator, value, parameters, startsAtMs, timeZone }: EventCondition): string {
  const since = startsAtMs === undefined ? '' : ` since ${new Date(startsAtMs).toISOString()}`
  return `${type} ${operator} ${value} ${JSON.stringify(parameters)}${since} ${timeZone}`.trimEnd()
}

function rewardText({ name, type, amount, itemId, stock, whenSoldOut }: EventReward): string {
  return `${name}: ${[amount, type, itemId].join(' ').trimEnd()}, stock ${stock ?? 'without limit'}, ${whenSoldOut}`
}
