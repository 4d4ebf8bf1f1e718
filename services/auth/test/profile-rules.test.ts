import { judged } from '@rewards/errors/testing'
import { describe, expect, test } from 'vitest'
import { checkAccount } from '../src/domain/account.ts'
import { checkDisplayName, displayNameKeyOf } from '../src/domain/display-name.ts'
import { checkLocale, checkTimeZone } from '../src/domain/locale.ts'
import { checkGivenPassword, checkNewPassword } from '../src/domain/password.ts'
import { checkProfileChange, hasProfile, type ProfileChange, withProfile } from '../src/domain/profile.ts'
import type { User } from '../src/domain/user.ts'

const ANN: User = { displayName: 'Ann', roles: { USER: true }, createdAtMs: 5 }

const wrong = (description: string) => [{ field: 'f', description }]

describe('a name', () => {
  test('has 1 to 80 characters, without the blanks around it', () => {
    const nameOf = (given: string) => judged(violations => checkDisplayName(violations, 'f', given))
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
  const localeOf = (given: string) => judged(violations => checkLocale(violations, 'f', given))
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
  const zoneOf = (given: string) => judged(violations => checkTimeZone(violations, 'f', given))

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
  const newOf = (given: string) => judged(violations => checkNewPassword(violations, 'f', given, isCommon))
  const givenOf = (given: string) => judged(violations => checkGivenPassword(violations, 'f', given))

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
  expect(judged(violations => checkAccount(violations, draft, () => false))).toEqual([
    { email: 'Ann@example.com', emailKey: 'ann@example.com', password: 'long enough', displayName: 'Ann' },
    [],
  ])
  const empty = { email: '', password: '', displayName: '' }
  const [, violations] = judged(found => checkAccount(found, empty, () => false))
  expect(violations.map(({ field }) => field)).toEqual(['email', 'password', 'display_name'])
})

describe('a profile', () => {
  const before: User = { ...ANN, locale: 'en', timeZone: 'UTC' }
  const stored = { rev: 4, value: before }

  test('is checked in what it changes alone', () => {
    const change = { displayName: ' ', locale: '?', timeZone: '?' }
    const [, violations] = judged(found => checkProfileChange(found, change))
    expect(violations.map(({ field }) => field)).toEqual(['display_name', 'locale', 'time_zone'])
    expect(judged(found => checkProfileChange(found, {}))).toEqual([
      { displayName: undefined, locale: undefined, timeZone: undefined },
      [],
    ])
    expect(
      judged(found => checkProfileChange(found, { displayName: ' Bea ', locale: 'EN', timeZone: 'UTC' })),
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
