import type { Event, Reward } from '@rewards/contracts/event'
import type { EventDraft } from '../../domain/event-draft.ts'
import type { RewardDraft, RewardKind } from '../../domain/reward-definition.ts'
import { conditionDraft } from './condition-messages.ts'
import { soldOutWord } from './event-words.ts'
import { msOf } from './timestamps.ts'

/** What a caller wishes of an event. A missing one is an empty one: each of its fields is then named as missing. */
export function eventDraft(event: Event | undefined): EventDraft {
  return {
    name: event?.name ?? '',
    description: event?.description ?? '',
    startsAtMs: msOf(event?.startsAt),
    endsAtMs: msOf(event?.endsAt),
    timeZone: event?.timeZone ?? '',
    conditions: event?.conditions.map(conditionDraft) ?? [],
    rewards: event?.rewards.map(rewardDraft) ?? [],
    ...(event?.ownerGroupId && { ownerGroupId: event.ownerGroupId }),
  }
}

/** What a caller wishes of a reward. */
export function rewardDraft(reward: Reward | undefined): RewardDraft {
  return {
    rewardId: reward?.rewardId ?? '',
    name: reward?.name ?? '',
    kind: kindOf(reward?.kind),
    stock: reward?.stock,
    whenSoldOut: reward ? soldOutWord(reward.whenSoldOut) : '',
  }
}

function kindOf(kind: Reward['kind'] | undefined): RewardKind | undefined {
  switch (kind?.case) {
    case 'point':
      return { type: 'POINT', amount: kind.value.amount }
    case 'coupon':
      return { type: 'COUPON', templateId: kind.value.templateId, count: kind.value.count }
    case 'badge':
      return { type: 'BADGE', badgeId: kind.value.badgeId }
    default:
      return undefined
  }
}
