import type { Event, EventReward } from '../../../services/event/src/domain/event.ts'
import type { RewardPlan, Scenario } from './scenario.ts'

export const EVENT_ID = 'evt_1'
const YEAR_MS = 365 * 86_400_000

export function rewardIdOf(position: number): string {
  return `rwd_${position}`
}

/** The event of a scenario, ACTIVE for years to come. */
export function eventOf({ rewards }: Scenario, nowMs: number): Event {
  return {
    name: 'model',
    description: '',
    status: 'ACTIVE',
    startsAtMs: nowMs - YEAR_MS,
    endsAtMs: nowMs + YEAR_MS,
    timeZone: 'UTC',
    conditions: [
      { conditionId: 'cnd_1', type: 'ANY', operator: '>=', value: 1, parameters: {}, timeZone: '' },
    ],
    rewards: rewards.map(rewardOf),
    revision: 1,
    buckets: Object.fromEntries(
      rewards.flatMap(({ caps }, i) => (caps.length > 0 ? [[rewardIdOf(i), caps] as const] : [])),
    ),
    removedRewardIds: [],
    createdBy: 'usr_operator',
    createdAtMs: nowMs,
    changedAtMs: nowMs,
    fingerprint: '',
  }
}

function rewardOf({ type, caps, whenSoldOut }: RewardPlan, position: number): EventReward {
  const stock = caps.reduce((sum, cap) => sum + cap, 0)
  const rewardId = rewardIdOf(position)
  return { rewardId, name: rewardId, type, amount: 1, itemId: 'x', whenSoldOut, ...(stock > 0 && { stock }) }
}

/** The event with one more unit of a limited reward, in a bucket of its own; as it is when the reward is not limited. */
export function raised(event: Event, position: number): Event {
  const rewardId = rewardIdOf(position)
  const caps = event.buckets[rewardId]
  if (!caps) return event
  return {
    ...event,
    revision: event.revision + 1,
    buckets: { ...event.buckets, [rewardId]: [...caps, 1] },
    rewards: event.rewards.map(reward =>
      reward.rewardId === rewardId ? { ...reward, stock: (reward.stock ?? 0) + 1 } : reward,
    ),
  }
}
