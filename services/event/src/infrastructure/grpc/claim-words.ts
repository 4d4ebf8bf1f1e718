import { ClaimReason, ClaimState } from '@rewards/contracts/event'
import { RewardType } from '@rewards/contracts/reward'
import type { FailureReason, ClaimState as StateWord } from '../../domain/claim.ts'
import type { RewardType as TypeWord } from '../../domain/event.ts'
import type { RefusalReason } from '../../domain/refusal.ts'
import { wordOf } from './event-words.ts'

type ShownState = Exclude<StateWord, 'RESERVING'>

const STATES = {
  REQUESTED: ClaimState.REQUESTED,
  SUCCESS: ClaimState.SUCCESS,
  FAILED: ClaimState.FAILED,
} as const satisfies Record<ShownState, ClaimState>

const REASONS = {
  EVENT_STATUS: ClaimReason.EVENT_STATUS,
  DUPLICATED_CLAIM: ClaimReason.DUPLICATED_CLAIM,
  CONDITION_NOT_MET: ClaimReason.CONDITION_NOT_MET,
  OUT_OF_STOCK: ClaimReason.OUT_OF_STOCK,
  TOO_MANY_ATTEMPTS: ClaimReason.TOO_MANY_ATTEMPTS,
  GRANT_FAILED: ClaimReason.GRANT_FAILED,
} as const satisfies Record<RefusalReason | FailureReason, ClaimReason>

const TYPES = {
  POINT: RewardType.POINT,
  COUPON: RewardType.COUPON,
  BADGE: RewardType.BADGE,
} as const satisfies Record<TypeWord, RewardType>

/** RESERVING is an inner matter: outside it is REQUESTED. */
export function stateValue(word: StateWord): ClaimState {
  return word === 'RESERVING' ? ClaimState.REQUESTED : STATES[word]
}

export function reasonValue(word: RefusalReason | FailureReason | undefined): ClaimReason {
  return word === undefined ? ClaimReason.UNSPECIFIED : REASONS[word]
}

export function typeValue(word: TypeWord): RewardType {
  return TYPES[word]
}

/** The state as a word; empty when unspecified; its number when it is of no version that we know. */
export function stateWord(value: ClaimState): string {
  return wordOf(STATES, value)
}

/** The reason as a word, like `stateWord`. */
export function reasonWord(value: ClaimReason): string {
  return wordOf(REASONS, value)
}

export const STATE_WORDS = Object.keys(STATES) as ShownState[]
export const REASON_WORDS = Object.keys(REASONS)
