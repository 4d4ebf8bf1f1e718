import { Violations } from '@rewards/errors'
import { type Evaluation, evaluate } from '../domain/evaluate.ts'
import { parseConditions } from '../domain/parse-conditions.ts'
import type { Caller } from './caller.ts'
import type { Events } from './events.ts'
import type { Facts } from './facts.ts'

export interface GetProgress {
  readonly eventId: string
}

/**
 * How the conditions of an event stand for the caller, who must be able to see the event.
 * Throws invalid_argument INVALID_FIELDS; not_found EVENT_NOT_FOUND; unavailable when the event cannot be read now.
 */
export function getProgress(facts: Facts) {
  return async ({ eventId }: GetProgress, { userId }: Caller, events: Events): Promise<Evaluation> => {
    const violations = new Violations()
    violations.id('event_id', eventId, 'evt')
    violations.throwIfAny()
    const { conditions, window } = await events.conditionsOf(eventId)
    return evaluate(facts, userId, parseConditions(conditions, window, { min: 0 }))
  }
}
