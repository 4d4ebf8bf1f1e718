import type { ConditionDraft } from '../src/domain/condition-definition.ts'
import type { Event } from '../src/domain/event.ts'
import { type EventDraft, newEvent } from '../src/domain/event-draft.ts'
import type { RewardDraft } from '../src/domain/reward-definition.ts'
import { HOUR, START } from './event-world.ts'

export function reward(rewardId: string, changes: Partial<RewardDraft> = {}): RewardDraft {
  const kind = { type: 'POINT', amount: 10n } as const
  return { rewardId, name: 'Ten points', kind, stock: undefined, whenSoldOut: '', ...changes }
}

export function condition(conditionId: string, changes: Partial<ConditionDraft> = {}): ConditionDraft {
  const counts = { type: 'LOGIN_DAYS', operator: '>=', value: 3, parameters: {} }
  return { conditionId, ...counts, startsAtMs: undefined, timeZone: '', ...changes }
}

/** An event that runs from START to an hour later, with one unlimited reward and no conditions. */
export function draft(changes: Partial<EventDraft> = {}): EventDraft {
  return {
    name: 'Spring',
    description: '',
    startsAtMs: START,
    endsAtMs: START + HOUR,
    timeZone: 'Asia/Seoul',
    conditions: [],
    rewards: [reward('rwd_a')],
    ...changes,
  }
}

export function event(changes: Partial<Event> = {}): Event {
  const making = { createdBy: 'usr_operator', nowMs: START, fingerprint: 'f' }
  return { ...newEvent(draft(), making), ...changes }
}
