import type { Violations } from '@rewards/errors'
import type { EventCondition } from './event.ts'

/** A condition as it was sent. */
export interface ConditionDraft extends Omit<EventCondition, 'value' | 'startsAtMs'> {
  /** JSON; `undefined`: missing. */
  readonly value: unknown
  /** Epoch ms; `undefined`: not given; NaN: no time that there is. */
  readonly startsAtMs: number | undefined
}

export const MAX_CONDITIONS = 20

/** Checks how many there are, and no more: what a condition may be is for the condition service to say. */
export function checkConditions(violations: Violations, drafts: readonly ConditionDraft[]): void {
  violations.size('event.conditions', drafts, { min: 0, max: MAX_CONDITIONS })
}

/** The condition to be kept. Throws unless its value is a scalar, which the condition service has checked. */
export function toCondition({ startsAtMs, value, ...rest }: ConditionDraft): EventCondition {
  if (!isScalar(value))
    throw new Error(`the condition ${rest.conditionId} passed with a value that is no scalar`)
  return { ...rest, value, ...(startsAtMs !== undefined && { startsAtMs }) }
}

function isScalar(value: unknown): value is EventCondition['value'] {
  return value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)
}
