import { EventStatus } from '@rewards/contracts/event'
import { WhenSoldOut } from '@rewards/contracts/reward'
import type { WhenSoldOut as SoldOutWord, EventStatus as StatusWord } from '../../domain/event.ts'

const STATUSES = {
  READY: EventStatus.READY,
  ACTIVE: EventStatus.ACTIVE,
  INACTIVE: EventStatus.INACTIVE,
  END: EventStatus.END,
  CANCELED: EventStatus.CANCELED,
  DELETED: EventStatus.DELETED,
} as const satisfies Record<StatusWord, EventStatus>

const SOLD_OUT_CHOICES = {
  REFUSE_CLAIM: WhenSoldOut.REFUSE_CLAIM,
  GRANT_THE_REST: WhenSoldOut.GRANT_THE_REST,
} as const satisfies Record<SoldOutWord, WhenSoldOut>

export function statusValue(word: StatusWord): EventStatus {
  return STATUSES[word]
}

export function soldOutValue(word: SoldOutWord): WhenSoldOut {
  return SOLD_OUT_CHOICES[word]
}

/** The status as a word; empty when unspecified; its number when it is of no version that we know. */
export function statusWord(value: EventStatus): string {
  return wordOf(STATUSES, value)
}

/** The choice as a word, like `statusWord`. */
export function soldOutWord(value: WhenSoldOut): string {
  return wordOf(SOLD_OUT_CHOICES, value)
}

/** The word of an enum's value; empty for 0; the number itself when there is no word for it. */
export function wordOf(words: Readonly<Record<string, number>>, value: number): string {
  if (value === 0) return ''
  return Object.keys(words).find(word => words[word] === value) ?? String(value)
}
