import type { ConditionType, Measurement } from '../condition-type.ts'
import { nextDayStartMs } from '../days.ts'
import type { FactReader } from '../fact.ts'
import { OPERATOR_NAMES } from '../operators.ts'

const MAX_DAYS = 366
/** How many logins one look-up reads: a look-up costs as much as reading some twenty. */
const LOOK_AHEAD = 32

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

/** Leaps to the next day's start behind each look-up: at most one more of them than days, whatever the logins a day. */
async function countDays(facts: FactReader, measurement: Measurement): Promise<number> {
  const { userId, beforeMs, timeZone } = measurement
  let { fromMs } = measurement
  let days = 0
  let more = true
  // One more than can be wanted decides every operator, and bounds the work.
  while (more && days <= MAX_DAYS) {
    const selection = { userId, type: 'LOGIN', attributes: {}, fromMs, beforeMs } as const
    const timesMs = await facts.earliestMs(selection, LOOK_AHEAD)
    for (const atMs of timesMs)
      if (atMs >= fromMs) {
        days += 1
        fromMs = nextDayStartMs(atMs, timeZone)
      }
    more = timesMs.length === LOOK_AHEAD
  }
  return Math.min(days, MAX_DAYS + 1)
}
