import type { ConditionType } from '../condition-type.ts'
import { countFacts } from '../count-facts.ts'
import { OPERATOR_NAMES } from '../operators.ts'

/** How many times the user completed one mission. */
export const completeMission: ConditionType = {
  name: 'COMPLETE_MISSION',
  description: 'How many times the user completed a mission.',
  activityType: 'MISSION_COMPLETED',
  operators: OPERATOR_NAMES,
  wanted: { min: 0, max: 1_000_000 },
  parameters: [{ name: 'mission_id', required: true, description: 'The mission that counts.' }],
  unit: { one: 'completion of the mission', many: 'completions of the mission' },
  measure: countFacts('MISSION_COMPLETED'),
}
