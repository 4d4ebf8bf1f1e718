import { type FieldViolation, type RewardsError, Violations } from '@rewards/errors'
import { describe, expect, test } from 'vitest'
import { checkAccount } from '../src/domain/account.ts'
import { checkDisplayName, displayNameKeyOf } from '../src/domain/display-name.ts'
import { checkEmail, emailKeyOf } from '../src/domain/email.ts'
import { checkLocale, checkTimeZone } from '../src/domain/locale.ts'
import { checkGivenPassword, checkNewPassword } from '../src/domain/password.ts'
import { checkProfileChange, hasProfile, type ProfileChange, withProfile } from '../src/domain/profile.ts'
import type { User } from '../src/domain/user.ts'

const ANN: User = { displayName: 'Ann', roles: { USER: true }, createdAtMs: 5 }

/** What the check gives, and what it found wrong. */
function checked<T>(check: (violations: Violations) => T): [T, readonly FieldViolation[]] {
  const violations = new Violations()
  const value = check(violations)
  try {
    violations.throwIfAny()
    return [value, []]
  } catch (error) {
    return [value, (error as RewardsError).violations]
  }
}
const wrong = (description: string) => [{ field: 'f', description }]

describe('an address', () => {
  const emailOf = (given: string) => checked(violations => checkEmail(violations, 'f', given))
  const NONE = wrong('is not an e-mail address; allowed is name@domain, such as ann@example.com')
  const SPECIAL = wrong('has letters in a special form; allowed are those that a keyboard writes')
  const MIXED = wrong('has a word of letters of several alphabets; allowed is one in each word')

  test('is kept as it was given, and compared without case', () => {
    expect(emailOf('  Ann@Example.com ')).toEqual([
      { email: 'Ann@Example.com', emailKey: 'ann@example.com' },
      [],
    ])
    expect(emailKeyOf(' A\u0308nn@Example.com')).toBe('änn@example.com')
    expect(emailOf('A\u0308nn@example.com')[0].email).toBe('Änn@example.com')
  })

  test.each([
    'a@b.c',
    `${'a'.repeat(64)}@example.com`,
    `ann@${'a'.repeat(63)}.com`,
    'ann@sub-domain.example.co.uk',
    'ann+tag.x_y@example.com',
    'анна@пример.рф',
    'αννα@example.com',
    'ann-анна@example.com',
    '山田@例え.jp',
    'a@हिन्दी.भारत',
  ])('can be %s', given => {
    expect(emailOf(given)[1]).toEqual([])
  })

  test.each([
    'ann',
    'ann@example',
    '@example.com',
    'ann@',
    'ann@@example.com',
    'ann@.com',
    'ann@example.',
    'ann@-a.com',
    'ann@a-.com',
    'ann@example..com',
    'ann b@example.com',
    'ann@exam ple.com',
    'a<b@example.com',
    'a>b@example.com',
    'a)b@example.com',
    'a]b@example.com',
    'a"b@example.com',
    'a@b@example.com',
    'a\u00a0b@example.com',
    'a@\u0301b.com',
    'x'.repeat(254),
    'a,b@example.com',
    'a;b@example.com',
    'a:b@example.com',
    '"a"@example.com',
    'a(b@example.com',
    'a[b@example.com',
    'a\\b@example.com',
    'a\u200bb@example.com',
    `${'a'.repeat(65)}@example.com`,
    `ann@${'a'.repeat(64)}.com`,
    'ann@ex_ample.com',
    'x\nann@example.com',
    '\u{10428}'.repeat(128),
  ])('cannot be %j', given => {
    expect(emailOf(given)[1]).toEqual(NONE)
  })

  test('is not missing, and has 254 characters at most', () => {
    const of = (length: number) => `a@${`${'b'.repeat(60)}.`.repeat(4)}`.padEnd(length, 'c')
    expect(emailOf(of(254))[1]).toEqual([])
    expect(emailOf(of(255))[1]).toEqual(wrong('has 255 characters; allowed are 1 to 254'))
    expect(emailOf('  ')[1]).toEqual(wrong('is missing; allowed are 1 to 254 characters'))
  })

  test('does not pass for another one', () => {
    expect(emailOf('ａnn@example.com')[1]).toEqual(SPECIAL)
    for (const mixed of [
      'аnn@example.com',
      'ann@exаmple.com',
      'αnn@example.com',
      'aա@example.com',
      'aᎠ@example.com',
      'aⲁ@example.com',
      'x\u0301а@example.com',
      'a1а@example.com',
    ])
      expect(emailOf(mixed)[1]).toEqual(MIXED)
  })
})

describe('a name', () => {
  test('has 1 to 80 characters, without the blanks around it', () => {
    const nameOf = (given: string) => checked(violations => checkDisplayName(violations, 'f', given))
    expect(nameOf(`  ${'n'.repeat(80)} `)).toEqual(['n'.repeat(80), []])
    expect(nameOf('n'.repeat(81))[1]).toEqual(wrong('has 81 characters; allowed are 1 to 80'))
    expect(nameOf('  ')[1]).toEqual(wrong('is missing; allowed are 1 to 80 characters'))
  })

  test('is searched for without case, form and blanks', () => {
    expect(displayNameKeyOf(' ＡNN Ö ')).toBe('ann ö')
    expect(displayNameKeyOf('O\u0308')).toBe('ö')
  })
})

describe('a language', () => {
  const localeOf = (given: string) => checked(violations => checkLocale(violations, 'f', given))
  const NONE = wrong('is no language tag of at most 35 characters; allowed is one such as en-GB')

  test.each([
    ['EN-gb', 'en-GB'],
    ['de', 'de'],
    ['', ''],
    ['en-x-aaaaaaaa-bbbbbbbb-cccccccc-ddd', 'en-x-aaaaaaaa-bbbbbbbb-cccccccc-ddd'],
  ])('%j is kept as %j', (given, kept) => {
    expect(localeOf(given)).toEqual([kept, []])
  })

  test.each(['english language', 'e', '-', 'en-x-aaaaaaaa-bbbbbbbb-cccccccc-dddd'])('%j is none', given => {
    expect(localeOf(given)).toEqual(['', NONE])
  })
})

describe('a time zone', () => {
  const zoneOf = (given: string) => checked(violations => checkTimeZone(violations, 'f', given))

  test.each(['', 'Europe/London', 'utc', 'america/argentina/comodrivadavia'])('%j is one', given => {
    expect(zoneOf(given)).toEqual([given, []])
  })

  test.each(['+09:00', 'Nowhere', ' UTC', '1', `E${'a'.repeat(64)}`])('%j is none', given => {
    expect(zoneOf(given)[1]).toEqual(
      wrong('is no IANA time zone that this system knows; allowed is one such as Europe/London'),
    )
  })
})

describe('a password', () => {
  const isCommon = (password: string) => password === 'password12'
  const newOf = (given: string) => checked(violations => checkNewPassword(violations, 'f', given, isCommon))
  const givenOf = (given: string) => checked(violations => checkGivenPassword(violations, 'f', given))

  test('that is new has 10 to 256 characters, and is none of the commonest', () => {
    expect(newOf('😀'.repeat(10))).toEqual(['😀'.repeat(10), []])
    expect(newOf('x'.repeat(256))[1]).toEqual([])
    expect(newOf('x'.repeat(9))[1]).toEqual(wrong('has 9 characters; allowed are 10 to 256 characters'))
    expect(newOf('x'.repeat(257))[1]).toEqual(wrong('has 257 characters; allowed are 10 to 256 characters'))
    expect(newOf('')[1]).toEqual(wrong('is missing; allowed are 10 to 256 characters'))
    expect(newOf('password12')[1]).toEqual(
      wrong('is one of the commonest passwords; allowed is one that others do not have'),
    )
  })

  test('that is given may be any that could be one, in one form', () => {
    expect(givenOf('o\u0308')).toEqual(['ö', []])
    expect(givenOf('password12')[1]).toEqual([])
    expect(givenOf('')[1]).toEqual(wrong('is missing; allowed are 1 to 256 characters'))
    expect(givenOf('x'.repeat(257))[1]).toEqual(wrong('has 257 characters; allowed are 1 to 256 characters'))
  })
})

test('an account is checked in all that it is made of', () => {
  const draft = { email: ' Ann@example.com', password: 'long enough', displayName: ' Ann ' }
  expect(checked(violations => checkAccount(violations, draft, () => false))).toEqual([
    { email: 'Ann@example.com', emailKey: 'ann@example.com', password: 'long enough', displayName: 'Ann' },
    [],
  ])
  const empty = { email: '', password: '', displayName: '' }
  const [, violations] = checked(found => checkAccount(found, empty, () => false))
  expect(violations.map(({ field }) => field)).toEqual(['email', 'password', 'display_name'])
})

describe('a profile', () => {
  const before: User = { ...ANN, locale: 'en', timeZone: 'UTC' }
  const stored = { rev: 4, value: before }

  test('is checked in what it changes alone', () => {
    const change = { displayName: ' ', locale: '?', timeZone: '?' }
    const [, violations] = checked(found => checkProfileChange(found, change))
    expect(violations.map(({ field }) => field)).toEqual(['display_name', 'locale', 'time_zone'])
    expect(checked(found => checkProfileChange(found, {}))).toEqual([
      { displayName: undefined, locale: undefined, timeZone: undefined },
      [],
    ])
    expect(
      checked(found => checkProfileChange(found, { displayName: ' Bea ', locale: 'EN', timeZone: 'UTC' })),
    ).toEqual([{ displayName: 'Bea', locale: 'en', timeZone: 'UTC' }, []])
  })

  test.each<[ProfileChange, Partial<User>]>([
    [{}, { locale: 'en', timeZone: 'UTC' }],
    [{ displayName: 'Bea' }, { displayName: 'Bea', displayNameKey: 'bea', locale: 'en', timeZone: 'UTC' }],
    [{ locale: 'de' }, { locale: 'de', timeZone: 'UTC' }],
    [{ locale: '' }, { timeZone: 'UTC' }],
    [{ timeZone: 'Asia/Seoul' }, { locale: 'en', timeZone: 'Asia/Seoul' }],
    [{ timeZone: '' }, { locale: 'en' }],
  ])('with %o has %o', (change, after) => {
    expect(withProfile(stored, change)).toStrictEqual({
      ...ANN,
      displayNameKey: 'ann',
      revision: 5,
      ...after,
    })
  })

  test('that says nothing of language and zone stays so', () => {
    expect(withProfile({ rev: 4, value: ANN }, {})).toStrictEqual({
      ...ANN,
      displayNameKey: 'ann',
      revision: 5,
    })
  })

  test.each<[ProfileChange, User, boolean]>([
    [{}, before, true],
    [{ displayName: 'Ann', locale: 'en', timeZone: 'UTC' }, before, true],
    [{ displayName: 'Bea' }, before, false],
    [{ locale: 'de' }, before, false],
    [{ timeZone: 'Asia/Seoul' }, before, false],
    [{ locale: '', timeZone: '' }, ANN, true],
    [{ locale: '' }, before, false],
    [{ timeZone: '' }, before, false],
  ])('says %o already, of %o: %s', (change, user, isSo) => {
    expect(hasProfile(user, change)).toBe(isSo)
  })
})
