import type { ActivityType } from './activity-types.ts'
import type { ConditionType } from './condition-type.ts'

/** Measures by counting facts of a type whose attributes equal the condition's parameters. */
export function countFacts(type: ActivityType): ConditionType['measure'] {
  return (facts, { userId, fromMs, beforeMs, parameters }) =>
    facts.count({ userId, type, attributes: parameters, fromMs, beforeMs })
}
