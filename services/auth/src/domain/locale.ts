import type { Violations } from '@rewards/errors'

const LONGEST_LOCALE = 35
const LONGEST_TIME_ZONE = 64

/** A language tag (BCP 47) in its canonical form; empty: none. */
export function checkLocale(violations: Violations, field: string, given: string): string {
  const canonical = given === '' || given.length > LONGEST_LOCALE ? '' : canonicalLocale(given)
  if (given !== '' && canonical === '')
    violations.add(
      field,
      `is no language tag of at most ${LONGEST_LOCALE} characters; allowed is one such as en-GB`,
    )
  return canonical
}

/** A time zone by its IANA name, as it was given; empty: none. */
export function checkTimeZone(violations: Violations, field: string, given: string): string {
  // An offset is a time zone too for Intl, but it knows no summer.
  const isOne = /^[A-Z]/i.test(given) && given.length <= LONGEST_TIME_ZONE && isTimeZone(given)
  if (given !== '' && !isOne)
    violations.add(field, 'is no IANA time zone that this system knows; allowed is one such as Europe/London')
  return given
}

function canonicalLocale(given: string): string {
  try {
    return Intl.getCanonicalLocales(given)[0] ?? ''
  } catch (error) {
    if (error instanceof RangeError) return ''
    throw error
  }
}

function isTimeZone(given: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: given })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
