import { Violations } from '@rewards/errors'
import { describe, expect, it } from 'vitest'
import { checkEmail } from '../src/domain/email.ts'

function problemOf(address: string): string | undefined {
  const violations = new Violations()
  checkEmail(violations, 'email', address)
  try {
    violations.throwIfAny()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

function keyOf(address: string): string {
  return checkEmail(new Violations(), 'email', address).emailKey
}

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
