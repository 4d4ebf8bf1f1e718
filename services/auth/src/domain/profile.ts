import type { Violations } from '@rewards/errors'
import { checkDisplayName, displayNameKeyOf } from './display-name.ts'
import { checkLocale, checkTimeZone } from './locale.ts'
import { changed, type StoredUser, type User } from './user.ts'

/** What an account says of its user; what is `undefined` stays as it is. */
export interface ProfileChange {
  readonly displayName?: string | undefined
  /** Empty: none. */
  readonly locale?: string | undefined
  /** Empty: none. */
  readonly timeZone?: string | undefined
}

/** Adds a violation for everything that is wrong with the change. */
export function checkProfileChange(violations: Violations, change: ProfileChange): ProfileChange {
  const { displayName, locale, timeZone } = change
  return {
    displayName:
      displayName === undefined ? undefined : checkDisplayName(violations, 'display_name', displayName),
    locale: locale === undefined ? undefined : checkLocale(violations, 'locale', locale),
    timeZone: timeZone === undefined ? undefined : checkTimeZone(violations, 'time_zone', timeZone),
  }
}

/** The user with the change, which was checked. */
export function withProfile({ rev, value }: StoredUser, change: ProfileChange): User {
  const { locale: localeBefore = '', timeZone: timeZoneBefore = '', ...rest } = value
  const { displayName = value.displayName, locale = localeBefore, timeZone = timeZoneBefore } = change
  return changed(
    { rev, value: rest },
    {
      displayName,
      displayNameKey: displayNameKeyOf(displayName),
      ...(locale !== '' && { locale }),
      ...(timeZone !== '' && { timeZone }),
    },
  )
}

/** Whether the user says all that already. */
export function hasProfile(user: User, { displayName, locale, timeZone }: ProfileChange): boolean {
  return (
    (displayName === undefined || displayName === user.displayName) &&
    (locale === undefined || locale === (user.locale ?? '')) &&
    (timeZone === undefined || timeZone === (user.timeZone ?? ''))
  )
}
