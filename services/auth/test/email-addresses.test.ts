import { judged, problemsIn } from '@rewards/errors/testing'
import { describe, expect, it } from 'vitest'
import { checkEmail, emailKeyOf } from '../src/domain/email.ts'

const emailOf = (given: string) => judged(violations => checkEmail(violations, 'email', given))
const wrong = (description: string) => [{ field: 'email', description }]

function problemOf(address: string): string | undefined {
  return problemsIn(violations => checkEmail(violations, 'email', address)).join('; ') || undefined
}

function keyOf(address: string): string {
  return emailOf(address)[0].emailKey
}

describe('an address', () => {
  const NONE = wrong('is not an e-mail address; allowed is name@domain, such as ann@example.com')
  const SPECIAL = wrong('has letters in a special form; allowed are those that a keyboard writes')
  const MIXED = wrong('has a word of letters of several alphabets; allowed is one in each word')

  it('is kept as it was given, and compared without case', () => {
    expect(emailOf('  Ann@Example.com ')).toEqual([
      { email: 'Ann@Example.com', emailKey: 'ann@example.com' },
      [],
    ])
    expect(emailKeyOf(' A\u0308nn@Example.com')).toBe('änn@example.com')
    expect(emailOf('A\u0308nn@example.com')[0].email).toBe('Änn@example.com')
  })

  it.each([
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

  it.each([
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

  it('is not missing, and has 254 characters at most', () => {
    const of = (length: number) => `a@${`${'b'.repeat(60)}.`.repeat(4)}`.padEnd(length, 'c')
    expect(emailOf(of(254))[1]).toEqual([])
    expect(emailOf(of(255))[1]).toEqual(wrong('has 255 characters; allowed are 1 to 254'))
    expect(emailOf('  ')[1]).toEqual(wrong('is missing; allowed are 1 to 254 characters'))
  })

  it('does not pass for another one', () => {
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

describe('an address that passes for another on the screen', () => {
  it.each([
    ['a Cyrillic a among Latin letters', '\u0430nn@example.com'],
    ['a Greek o among Latin letters', 'b\u03bfb@example.com'],
    ['a Cyrillic letter in the domain', 'ann@ex\u0430mple.com'],
    ['an Armenian letter among Latin ones', 'ann\u0578@example.com'],
    ['a Cherokee letter among Latin ones', '\u13aann@example.com'],
  ])('with %s is refused', (_what, address) => {
    expect(problemOf(address)).toBe(
      'email has a word of letters of several alphabets; allowed is one in each word',
    )
  })

  it.each([
    ['wide letters', '\uff41nn@example.com'],
    ['a ligature', '\ufb01nn@example.com'],
    ['a mathematical letter', '\u{1d41a}nn@example.com'],
    ['a long s', 'ro\u017fe@example.com'],
    ['a wide dot', 'ann@example\uff0ecom'],
  ])('with %s is refused', (_what, address) => {
    expect(problemOf(address)).toMatch(/special form|is not an e-mail address/)
  })

  it.each([
    '\u0438\u0432\u0430\u043d@\u043f\u0440\u0438\u043c\u0435\u0440.example',
    '\u03b5\u03bb\u03ad\u03bd\u03b7@example.com',
    '\u0438\u0432\u0430\u043d.smith@example.com',
    '\u5c71\u7530tanaka@example.com',
    '\u7528\u6237@\u4f8b\u3048.\u30c6\u30b9\u30c8',
    'stra\u00dfe@example.com',
    'user.1990+tag@example.com',
  ])('is not what %s is', address => {
    expect(problemOf(address)).toBeUndefined()
  })
})

describe('two addresses are one', () => {
  it.each([
    ['Ann@Example.COM', 'ann@example.com'],
    ['zo\u00eb@example.com', 'ZOE\u0308@EXAMPLE.com'],
    ['\u0418\u0412\u0410\u041d@example.com', '\u0438\u0432\u0430\u043d@example.com'],
    [' ann@example.com\n', 'ann@example.com'],
  ])('%j and %j', (one, other) => {
    expect(keyOf(one)).toBe(keyOf(other))
  })
})

describe('two addresses are not one', () => {
  it.each([
    ['a tag', 'ann@example.com', 'ann+shop@example.com'],
    ['a dot', 'ann.lee@example.com', 'annlee@example.com'],
    ['an accent', 'zoe@example.com', 'zo\u00eb@example.com'],
    ['an alphabet', 'coco@example.com', '\u0441\u043e\u0441\u043e@example.com'],
  ])('that differ in %s, for they may be two mailboxes', (_what, one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other))
  })
})
