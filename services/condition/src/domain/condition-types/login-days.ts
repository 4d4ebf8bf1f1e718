import type { ConditionType, Measurement } from '../condition-type.ts'
import { nextDayStartMs } from '../days.ts'
import type { FactReader } from '../fact.ts'
import { OPERATOR_NAMES } from '../operators.ts'

const MAX_DAYS = 1_000

/** On how many different calendar days the user logged in. */
export const loginDays: ConditionType = {
  name: 'LOGIN_DAYS',
  description: "On how many different calendar days of the condition's time zone the user logged in.",
  activityType: 'LOGIN',
  operators: OPERATOR_NAMES,
  wanted: { min: 0, max: MAX_DAYS },
  parameters: [],
  unit: { one: 'login day', many: 'login days' },
  measure: countDays,
}

/** Leaps from the first login of a day to the next day's start: as many look-ups as days, whatever the logins a day. */
async function countDays(facts: FactReader, measurement: Measurement): Promise<number> {
  const { userId, beforeMs, timeZone } = measurement
  let fromMs = measurement.fromMs
  // One more than can be wanted decides every operator, and bounds the work.
  for (let days = 0; days <= MAX_DAYS; days++) {
    const atMs = await facts.earliestMs({ userId, type: 'LOGIN', attributes: {}, fromMs, beforeMs })
    if (atMs === undefined) return days
    fromMs = nextDayStartMs(atMs, timeZone)
  }
  return MAX_DAYS + 1
}
