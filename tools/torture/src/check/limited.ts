import type { OfferedReward } from '../log/entries.ts'
import type { History } from '../log/operation-log.ts'

/** Names a reward of an event. */
export function rewardKey({
  eventId,
  rewardId,
}: {
  readonly eventId: string
  readonly rewardId: string
}): string {
  return `${eventId}:${rewardId}`
}

/** The limited rewards of all events. */
export function limitedRewards({ events }: History): [key: string, reward: OfferedReward][] {
  return [...events.values()].flatMap(({ eventId, rewards }) =>
    rewards
      .filter(({ stock }) => stock !== undefined)
      .map((reward): [string, OfferedReward] => [rewardKey({ eventId, rewardId: reward.rewardId }), reward]),
  )
}
