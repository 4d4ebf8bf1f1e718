import type { Violations } from '@rewards/errors'

/** What others see of a user: 1 to 80 characters, blanks around them dropped. */
export function checkDisplayName(violations: Violations, field: string, given: string): string {
  return violations.text(field, given.trim(), { min: 1, max: 80 })
}

/** What names are searched by: case does not matter, nor the form of a letter. */
export function displayNameKeyOf(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase().normalize('NFC')
}
