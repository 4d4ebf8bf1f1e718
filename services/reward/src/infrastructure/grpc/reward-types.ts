import { RewardType as RewardTypeMessage } from '@rewards/contracts/reward'
import type { RewardType } from '../../domain/grant.ts'

const MESSAGES = {
  POINT: RewardTypeMessage.POINT,
  COUPON: RewardTypeMessage.COUPON,
  BADGE: RewardTypeMessage.BADGE,
} as const satisfies Record<RewardType, RewardTypeMessage>

const TYPES = Object.keys(MESSAGES) as readonly RewardType[]

export function rewardTypeMessage(type: RewardType): RewardTypeMessage {
  return MESSAGES[type]
}

/** The type of the contract; `undefined` for UNSPECIFIED and for those that this version does not know. */
export function rewardTypeOf(message: RewardTypeMessage): RewardType | undefined {
  return TYPES.find(type => MESSAGES[type] === message)
}
