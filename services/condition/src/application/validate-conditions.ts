import type { ConditionDraft, WindowDraft } from '../domain/condition.ts'
import { parseConditions } from '../domain/parse-conditions.ts'

export interface ValidateConditions {
  readonly conditions: readonly ConditionDraft[]
  readonly window: WindowDraft | undefined
}

/** Resolves when the conditions, 0 to 20, could belong to an event. Throws invalid_argument INVALID_FIELDS. */
export function validateConditions({ conditions, window }: ValidateConditions): void {
  parseConditions(conditions, window, { min: 0 })
}
