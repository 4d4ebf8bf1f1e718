import type { Violations } from '@rewards/errors'

const SHORTEST = 10
const LONGEST = 256

/** Whether a password is among the commonest, which are tried first by whoever guesses. */
export type IsCommonPassword = (password: string) => boolean

/** A new password: 10 to 256 characters, any, and none of the commonest. Gives it in the form that is hashed. */
export function checkNewPassword(
  violations: Violations,
  field: string,
  given: string,
  isCommon: IsCommonPassword,
): string {
  const password = checkLength(violations, field, given, SHORTEST)
  if (isCommon(password))
    violations.add(field, 'is one of the commonest passwords; allowed is one that others do not have')
  return password
}

/** A password to compare: only what none can be is refused, so that the refusal tells nothing of the account. */
export function checkGivenPassword(violations: Violations, field: string, given: string): string {
  return checkLength(violations, field, given, 1)
}

/** Keyboards differ in how they compose letters; NFC makes them agree, and takes no character for another. */
function checkLength(violations: Violations, field: string, given: string, min: number): string {
  const password = given.normalize('NFC')
  const length = [...password].length
  const allowed = `allowed are ${min} to ${LONGEST} characters`
  if (length === 0) violations.add(field, `is missing; ${allowed}`)
  else if (length < min || length > LONGEST) violations.add(field, `has ${length} characters; ${allowed}`)
  return password
}
