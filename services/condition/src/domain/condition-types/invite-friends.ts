import type { ConditionType } from '../condition-type.ts'
import { countFacts } from '../count-facts.ts'
import { OPERATOR_NAMES } from '../operators.ts'

/** How many friends the user invited. */
export const inviteFriends: ConditionType = {
  name: 'INVITE_FRIENDS',
  description: 'How many friends the user invited.',
  activityType: 'FRIEND_INVITED',
  operators: OPERATOR_NAMES,
  wanted: { min: 0, max: 1_000_000 },
  parameters: [],
  unit: { one: 'invited friend', many: 'invited friends' },
  measure: countFacts('FRIEND_INVITED'),
}
