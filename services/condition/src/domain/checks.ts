import type { Violations } from '@rewards/errors'
import { isTimeZone } from './days.ts'

const FIRST_MS = Date.UTC(1970, 0, 1)
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** A time from 1970 to `lastMs` (default: to the year 9999). Returns NaN when it is none. */
export function checkTime(
  violations: Violations,
  field: string,
  ms: number | undefined,
  lastMs = LAST_MS,
): number {
  const allowed = `allowed is a time from ${iso(FIRST_MS)} to ${iso(lastMs)}`
  if (ms === undefined) violations.add(field, `is missing; ${allowed}`)
  else if (!(ms >= FIRST_MS && ms <= lastMs)) violations.add(field, `is ${shownTime(ms)}; ${allowed}`)
  else return ms
  return Number.NaN
}

function shownTime(ms: number): string {
  return Math.abs(ms) <= LAST_MS ? iso(ms) : 'no time'
}

/** The moment as text, in UTC. */
export function iso(ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toString()
}

/** An IANA zone; the empty text stands for `absent`. */
export function checkTimeZone(violations: Violations, field: string, text: string, absent: string): string {
  if (text === '') return absent
  if (!isTimeZone(text))
    violations.add(field, `is ${shown(text)}; allowed is an IANA time zone such as Asia/Seoul`)
  return text
}

/** A value as an error message shows it: short, on one line, whatever it is. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value !== 'string') return String(value)
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
}
