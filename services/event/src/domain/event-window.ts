import type { Violations } from '@rewards/errors'

/** The earliest start, and what every end is before or at. Further away is a slip of the pen. */
const FIRST_MS = Date.UTC(2000, 0, 1)
const LAST_MS = Date.UTC(2200, 0, 1)
/** An event is time-boxed: five years and a little. */
export const MAX_DAYS = 1_830
const DAY_MS = 86_400_000
const LONGEST_ZONE = 64

/** When an event takes claims, as it was sent. `undefined`: missing; NaN: no time that there is. */
export interface WindowDraft {
  readonly startsAtMs: number | undefined
  readonly endsAtMs: number | undefined
  /** Empty: UTC. */
  readonly timeZone: string
}

/** Whether this is a time from 2000 to 2200; else says so. */
export function checkTime(violations: Violations, field: string, ms: number | undefined): ms is number {
  const allowed = `allowed is a time from ${timeText(FIRST_MS)} to ${timeText(LAST_MS)}`
  if (ms === undefined) violations.add(field, `is missing; ${allowed}`)
  else if (!(ms >= FIRST_MS && ms <= LAST_MS)) violations.add(field, `is ${timeText(ms)}; ${allowed}`)
  else return true
  return false
}

/** Checks two sound times against each other; what is wrong is said of `field`, one of the two. */
export function checkSpan(
  violations: Violations,
  field: 'event.starts_at' | 'event.ends_at',
  startsAtMs: number,
  endsAtMs: number,
): void {
  const isStart = field === 'event.starts_at'
  const is = `is ${timeText(isStart ? startsAtMs : endsAtMs)}`
  const relation = isStart
    ? `before ends_at, ${timeText(endsAtMs)}`
    : `after starts_at, ${timeText(startsAtMs)}`
  if (endsAtMs <= startsAtMs) violations.add(field, `${is}; allowed is a time ${relation}`)
  else if (endsAtMs - startsAtMs > MAX_DAYS * DAY_MS)
    violations.add(field, `${is}; allowed is a time at most ${MAX_DAYS} days ${relation}`)
}

/** An end that has passed cannot be wished for. */
export function checkToCome(violations: Violations, field: string, ms: number, nowMs: number): void {
  if (ms <= nowMs) violations.add(field, `is ${timeText(ms)}; allowed is a time to come`)
}

/** An IANA zone, or empty for UTC. */
export function checkTimeZone(violations: Violations, field: string, zone: string): void {
  if (zone !== '' && !isTimeZone(zone))
    violations.add(
      field,
      `is ${JSON.stringify(zone.slice(0, LONGEST_ZONE))}; allowed is an IANA time zone such as Asia/Seoul`,
    )
}

/** Offsets such as `+09:00` are understood by the platform, but are no zones. */
function isTimeZone(zone: string): boolean {
  if (zone.length > LONGEST_ZONE || !/^[A-Za-z]/.test(zone)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** The moment as text, in UTC; `no time` for what is none. */
export function timeText(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : 'no time'
}
