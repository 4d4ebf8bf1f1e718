import { evaluateConditions } from './evaluate-conditions.ts'
import type { Facts } from './facts.ts'
import { getProgress } from './get-progress.ts'
import { listConditionTypes } from './list-condition-types.ts'
import { recordActivities } from './record-activities.ts'
import { recordActivity } from './record-activity.ts'
import { validateConditions } from './validate-conditions.ts'

/** Everything that the service does, on these ports. `now` is in epoch ms. */
export function createUseCases({ facts, now }: { readonly facts: Facts; readonly now: () => number }) {
  return {
    listConditionTypes,
    validateConditions,
    evaluateConditions: evaluateConditions(facts),
    getProgress: getProgress(facts),
    recordActivity: recordActivity(facts, now),
    recordActivities: recordActivities(facts, now),
  }
}

export type UseCases = ReturnType<typeof createUseCases>
