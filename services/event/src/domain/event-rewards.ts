import { Violations } from '@rewards/errors'
import type { Event, EventReward } from './event.ts'
import { lastReward, rewardExists, rewardNotFound, stockLowered } from './event-errors.ts'
import { requireOpen } from './event-status.ts'
import { laidOutUnits } from './event-stock.ts'
import { MAX_REWARDS } from './reward-definition.ts'

/** The event with one more reward. Throws EVENT_STATUS, REWARD_EXISTS, INVALID_FIELDS when it has 20. */
export function addReward(event: Event, reward: EventReward): Event {
  requireOpen(event)
  if (hasOrHad(event, reward.rewardId)) throw rewardExists(reward.rewardId)
  checkRoom(event)
  requireStock(event, undefined, reward)
  return { ...event, rewards: [...event.rewards, reward] }
}

/** The event with this reward in place of that of the same id. Throws EVENT_STATUS, REWARD_NOT_FOUND, STOCK_LOWERED. */
export function updateReward(event: Event, reward: EventReward): Event {
  requireOpen(event)
  const before = event.rewards.find(({ rewardId }) => rewardId === reward.rewardId)
  if (!before) throw rewardNotFound(reward.rewardId)
  requireStock(event, before, reward)
  return { ...event, rewards: event.rewards.map(old => (old === before ? reward : old)) }
}

/** The event without this reward; its id is not used again. Throws EVENT_STATUS, REWARD_NOT_FOUND, LAST_REWARD. */
export function removeReward(event: Event, rewardId: string): Event {
  requireOpen(event)
  const rewards = event.rewards.filter(reward => reward.rewardId !== rewardId)
  if (rewards.length === event.rewards.length) throw rewardNotFound(rewardId)
  if (rewards.length === 0) throw lastReward()
  return { ...event, rewards, removedRewardIds: [...event.removedRewardIds, rewardId] }
}

function hasOrHad({ rewards, removedRewardIds }: Event, id: string): boolean {
  return removedRewardIds.includes(id) || rewards.some(({ rewardId }) => rewardId === id)
}

/**
 * What was laid out stays, also by an activation or addition that got no further; and once an event left READY,
 * claims rely on whether a reward is limited.
 */
function requireStock(event: Event, before: EventReward | undefined, { rewardId, stock }: EventReward): void {
  const laidOut = laidOutUnits(event, rewardId)
  if ((stock ?? 0) < laidOut) throw stockLowered(rewardId, laidOut)
  const wasUnlimited = before !== undefined && before.stock === undefined
  if (wasUnlimited && stock !== undefined && event.status !== 'READY') throw stockLowered(rewardId, undefined)
}

function checkRoom({ rewards }: Event): void {
  const violations = new Violations()
  if (rewards.length >= MAX_REWARDS)
    violations.add('reward', `is one too many; allowed are 1 to ${MAX_REWARDS} rewards of an event`)
  violations.throwIfAny()
}
