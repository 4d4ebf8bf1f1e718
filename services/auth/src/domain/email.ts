import type { Violations } from '@rewards/errors'

/** An address as it was given, and what it is compared by. */
export interface Email {
  readonly email: string
  readonly emailKey: string
}

const LONGEST_EMAIL = 254
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?`
/** Light on purpose: only a message that arrives proves an address. Two parts, a domain with a dot, nothing invisible. */
const EMAIL = new RegExp(String.raw`^[^\p{C}\p{Z}@<>(),;:"\[\]\\]{1,64}@(?:${LABEL}\.)+${LABEL}$`, 'u')

/** Adds a violation unless the text is an e-mail address of at most 254 characters. Blanks around it are dropped. */
export function checkEmail(violations: Violations, field: string, given: string): Email {
  const email = given.trim().normalize('NFC')
  if (email === '' || email.length > LONGEST_EMAIL)
    violations.text(field, email, { min: 1, max: LONGEST_EMAIL })
  else if (!EMAIL.test(email))
    violations.add(field, 'is not an e-mail address; allowed is name@domain, such as ann@example.com')
  return { email, emailKey: emailKeyOf(email) }
}

/** What addresses are compared by: case does not matter, nor how a letter with an accent was typed. */
export function emailKeyOf(given: string): string {
  return given.trim().normalize('NFC').toLowerCase().normalize('NFC')
}
