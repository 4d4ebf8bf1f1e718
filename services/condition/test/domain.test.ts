import { Violations } from '@rewards/errors'
import { describe, expect, it } from 'vitest'
import { checkTime, shown } from '../src/domain/checks.ts'
import { type Fact, tellsTheSame } from '../src/domain/fact.ts'
import { parseConditions } from '../src/domain/parse-conditions.ts'

/** What is said of fields. */
function said(check: (violations: Violations) => unknown): readonly (readonly [string, string])[] {
  const violations = new Violations()
  try {
    check(violations)
    violations.throwIfAny()
    return []
  } catch (error) {
    const { violations } = error as { violations: readonly { field: string; description: string }[] }
    return violations.map(({ field, description }) => [field, description])
  }
}

describe('a time', () => {
  const LAST = Date.UTC(2026, 0, 1)
  const ALLOWED = 'allowed is a time from 1970-01-01T00:00:00Z to 2026-01-01T00:00:00Z'

  it.each([
    ['missing', undefined, `is missing; ${ALLOWED}`],
    ['a moment too late', LAST + 1, `is 2026-01-01T00:00:00.001Z; ${ALLOWED}`],
    ['a moment too early', -1, `is 1969-12-31T23:59:59.999Z; ${ALLOWED}`],
    ['none that a calendar has', 9e15, `is no time; ${ALLOWED}`],
  ])('that is %s is named as it is, with what is allowed', (_what, ms, description) => {
    expect(said(violations => checkTime(violations, 'at', ms, LAST))).toEqual([['at', description]])
  })

  it.each([0, LAST])('may be the first and the last one: %d', ms => {
    expect(said(violations => expect(checkTime(violations, 'at', ms, LAST)).toBe(ms))).toEqual([])
  })
})

it('a text of more than sixty characters is shown by its first sixty', () => {
  expect(shown('a'.repeat(60))).toBe(`"${'a'.repeat(60)}"`)
  expect(shown('a'.repeat(61))).toBe(`"${'a'.repeat(60)}…"`)
})

describe('two reports under one id', () => {
  const fact = (parts: Partial<Fact> = {}): Fact => ({
    ...{ source: 'shop', factId: 'one', userId: 'usr_ann', type: 'LOGIN', occurredAtMs: 1 },
    attributes: { a: '1', b: '2', c: '3' },
    ...parts,
  })

  it('tell the same, in whatever order their attributes come', () => {
    for (const attributes of [
      { c: '3', b: '2', a: '1' },
      { b: '2', a: '1', c: '3' },
    ])
      expect(tellsTheSame(fact(), fact({ attributes }))).toBe(true)
  })

  it.each<[string, Partial<Fact>]>([
    ['user', { userId: 'usr_bob' }],
    ['type', { type: 'PURCHASE' }],
    ['time', { occurredAtMs: 2 }],
    ['attribute', { attributes: { a: '1', b: '2', c: '4' } }],
    ['attribute more', { attributes: { a: '1', b: '2', c: '3', d: '4' } }],
  ])('tell something else where they differ in a %s', (_what, parts) => {
    expect(tellsTheSame(fact(), fact(parts))).toBe(false)
  })
})

describe('what is said of conditions', () => {
  const draft = (conditionId: string) => ({
    ...{ conditionId, type: 'LOGIN_DAYS', operator: '>=', value: 1, timeZone: '' },
    parameters: {},
    startMs: undefined,
  })
  const window = (endMs: number) => ({ startMs: Date.UTC(2026, 4, 1), endMs, timeZone: '' })
  const END = Date.UTC(2026, 5, 1)

  it('of a window that ends before it starts has both times', () => {
    const checked = said(() => parseConditions([draft('cnd_one')], window(0), { min: 1 }))
    expect(checked).toContainEqual([
      'window.end',
      'is 1970-01-01T00:00:00Z; allowed is a time after the start, 2026-05-01T00:00:00Z',
    ])
  })

  it('of two without an id is that both lack one, not that they are alike', () => {
    const checked = said(() => parseConditions([draft(''), draft('')], window(END), { min: 1 }))
    expect(checked.map(([field]) => field)).toEqual([
      'conditions[0].condition_id',
      'conditions[1].condition_id',
    ])
  })
})
