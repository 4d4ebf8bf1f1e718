import type { ConditionDraft } from '../domain/condition-definition.ts'
import type { Event } from '../domain/event.ts'
import type { WindowDraft } from '../domain/event-window.ts'
import type { ConditionResult } from '../domain/refusal.ts'

/** How one condition stood; plain JSON, as it is stored with a refusal. */
export type ConditionResultRecord = ConditionResult

/** How the conditions of an event stand for a user. */
export interface ConditionVerdict {
  /** All of them hold. */
  readonly met: boolean
  /** One for each condition, in the event's order. */
  readonly results: readonly ConditionResultRecord[]
}

/** What is asked of the condition service, which alone knows what a condition means. */
export interface Conditions {
  /**
   * Resolves when these conditions could belong to an event with this window. Rejects with invalid_argument
   * INVALID_FIELDS, its paths beginning with `conditions` or `window` (times that
   * are none are left out); with `unavailable` when nobody answers.
   */
  validate(conditions: readonly ConditionDraft[], window: WindowDraft, token: string): Promise<void>
  /** How an event's conditions, at least one, stand for the token's user now. Rejects with `unavailable` when nobody answers. */
  evaluate(
    userToken: string,
    event: Pick<Event, 'conditions' | 'startsAtMs' | 'endsAtMs' | 'timeZone'>,
  ): Promise<ConditionVerdict>
}
