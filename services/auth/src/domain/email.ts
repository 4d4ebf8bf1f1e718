import type { Violations } from '@rewards/errors'

/** An address as it was given, and what it is compared by. */
export interface Email {
  readonly email: string
  readonly emailKey: string
}

const LONGEST_EMAIL = 254
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?`
/** Alphabets whose letters are taken for one another. */
const ALPHABETS = ['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Cherokee', 'Coptic'].map(
  script => new RegExp(String.raw`\p{Script=${script}}`, 'u'),
)
/** Light on purpose: only a message that arrives proves an address. Two parts, a domain with a dot, nothing invisible. */
const EMAIL = new RegExp(String.raw`^[^\p{C}\p{Z}@<>(),;:"\[\]\\]{1,64}@(?:${LABEL}\.)+${LABEL}$`, 'u')

/**
 * Adds a violation unless the text is an e-mail address of at most 254 characters. Blanks around it are dropped. One that could
 * pass for another on the screen is refused where that can be told from itself: letters in a special form, such as wide
 * ones, and words that mix alphabets.
 */
export function checkEmail(violations: Violations, field: string, given: string): Email {
  const email = given.trim().normalize('NFC')
  if (email === '' || [...email].length > LONGEST_EMAIL)
    violations.text(field, email, { min: 1, max: LONGEST_EMAIL })
  else if (!EMAIL.test(email))
    violations.add(field, 'is not an e-mail address; allowed is name@domain, such as ann@example.com')
  else if (email.normalize('NFKC') !== email)
    violations.add(field, 'has letters in a special form; allowed are those that a keyboard writes')
  else if (email.split(/[^\p{L}\p{M}\p{N}]+/u).some(mixesAlphabets))
    violations.add(field, 'has a word of letters of several alphabets; allowed is one in each word')
  return { email, emailKey: emailKeyOf(email) }
}

function mixesAlphabets(word: string): boolean {
  return ALPHABETS.filter(alphabet => alphabet.test(word)).length > 1
}

/** What addresses are compared by: case does not matter, nor how a letter with an accent was typed. */
export function emailKeyOf(given: string): string {
  return given.trim().normalize('NFC').toLowerCase().normalize('NFC')
}
