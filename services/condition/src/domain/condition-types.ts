import type { ConditionType } from './condition-type.ts'
import { completeMission } from './condition-types/complete-mission.ts'
import { inviteFriends } from './condition-types/invite-friends.ts'
import { loginDays } from './condition-types/login-days.ts'
import { purchaseCount } from './condition-types/purchase-count.ts'

/** The one table of condition types, by name. */
export const CONDITION_TYPES: readonly ConditionType[] = [
  completeMission,
  inviteFriends,
  loginDays,
  purchaseCount,
]

const byName = new Map(CONDITION_TYPES.map(type => [type.name, type]))

/** The type of this name, if there is one. */
export function findConditionType(name: string): ConditionType | undefined {
  return byName.get(name)
}
