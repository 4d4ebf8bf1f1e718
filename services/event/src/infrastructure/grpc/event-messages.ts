import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import type { EventSchema, RewardSchema } from '@rewards/contracts/event'
import type { Stored } from '@rewards/store'
import { type Event, type EventReward, isClaimable } from '../../domain/event.ts'
import { conditionMessage } from './condition-messages.ts'
import { soldOutValue, statusValue } from './event-words.ts'

/** An event as the contract says it. */
export function eventMessage(
  { id, value: event }: Stored<Event>,
  nowMs: number,
): MessageInitShape<typeof EventSchema> {
  return {
    eventId: id,
    name: event.name,
    description: event.description,
    status: statusValue(event.status),
    startsAt: timestampFromMs(event.startsAtMs),
    endsAt: timestampFromMs(event.endsAtMs),
    timeZone: event.timeZone,
    conditions: event.conditions.map(conditionMessage),
    rewards: event.rewards.map(rewardMessage),
    revision: event.revision,
    claimable: isClaimable(event, nowMs),
    createdBy: event.createdBy,
    createdAt: timestampFromMs(event.createdAtMs),
    changedAt: timestampFromMs(event.changedAtMs),
    ownerGroupId: event.ownerGroupId ?? '',
  }
}

function rewardMessage(reward: EventReward): MessageInitShape<typeof RewardSchema> {
  const { rewardId, name, stock, whenSoldOut } = reward
  const limited = stock === undefined ? {} : { stock }
  return { rewardId, name, kind: kindMessage(reward), ...limited, whenSoldOut: soldOutValue(whenSoldOut) }
}

type KindMessage = NonNullable<MessageInitShape<typeof RewardSchema>['kind']>

function kindMessage({ type, amount, itemId }: EventReward): KindMessage {
  switch (type) {
    case 'POINT':
      return { case: 'point', value: { amount: BigInt(amount) } }
    case 'COUPON':
      return { case: 'coupon', value: { templateId: itemId, count: amount } }
    case 'BADGE':
      return { case: 'badge', value: { badgeId: itemId } }
  }
}
