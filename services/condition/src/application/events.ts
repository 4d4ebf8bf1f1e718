import type { ConditionDraft, WindowDraft } from '../domain/condition.ts'

/** What counts of an event: its conditions, and the window in which they are measured. */
export interface EventConditions {
  readonly conditions: readonly ConditionDraft[]
  readonly window: WindowDraft
}

/** The events as one caller may see them, for as long as that caller waits. */
export interface Events {
  /** Rejects with not_found EVENT_NOT_FOUND, or with unavailable when the event cannot be read now. */
  conditionsOf(eventId: string): Promise<EventConditions>
}
