/** What users do, and which attributes a fact of that type must carry. */
export const ACTIVITY_TYPES = {
  LOGIN: [],
  FRIEND_INVITED: [],
  MISSION_COMPLETED: ['mission_id'],
  PURCHASE: [],
} as const satisfies Record<string, readonly string[]>

/** The name of a type of activity. */
export type ActivityType = keyof typeof ACTIVITY_TYPES

/** Every type of activity. */
export const ACTIVITY_TYPE_NAMES = Object.keys(ACTIVITY_TYPES) as readonly ActivityType[]
