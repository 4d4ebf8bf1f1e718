import { Violations } from '@rewards/errors'
import { problemsIn } from '@rewards/errors/testing'
import { describe, expect, test } from 'vitest'
import {
  checkMetadataChange,
  hasChange,
  type MetadataChange,
  maySee,
  visibleMetadata,
  withChange,
} from '../src/domain/metadata/change.ts'
import { checkSchema, type FieldDraft } from '../src/domain/metadata/check-schema.ts'
import { isDay } from '../src/domain/metadata/day.ts'
import { checkFits, toldValue } from '../src/domain/metadata/fits.ts'
import type { Audience, MetadataField, MetadataType, MetadataValue } from '../src/domain/metadata/metadata.ts'
import { withFields } from '../src/domain/metadata/schema.ts'

const TEXT: MetadataType = { kind: 'text', maxLength: 5 }
const NUMBER: MetadataType = { kind: 'number', min: 1, max: 9, whole: true }
const ANY_NUMBER: MetadataType = { kind: 'number', whole: false }
const FLAG: MetadataType = { kind: 'boolean' }
const DATE: MetadataType = { kind: 'date', earliest: '2026-01-02', latest: '2026-01-04' }
const ANY_DATE: MetadataType = { kind: 'date', earliest: '', latest: '' }
const WORD: MetadataType = { kind: 'oneOf', words: ['red', 'blue'] }

const text = (value: string): MetadataValue => ({ kind: 'text', value })
const number = (value: number): MetadataValue => ({ kind: 'number', value })
const date = (value: string): MetadataValue => ({ kind: 'date', value })
const flag = (value: boolean): MetadataValue => ({ kind: 'flag', value })

test.each([
  ['2026-03-01', true],
  ['2024-02-29', true],
  ['2026-02-29', false],
  ['2026-13-01', false],
  ['2026-3-1', false],
  ['+012026-01-01', false],
  ['x2026-03-01', false],
  ['2026-03-01x', false],
  ['', false],
])('%j is a day: %s', (day, isOne) => {
  expect(isDay(day)).toBe(isOne)
})

describe('a value', () => {
  test.each<[MetadataType, MetadataValue | undefined, ...string[]]>([
    [TEXT, text('12345')],
    [TEXT, text('')],
    [TEXT, text('123456'), 'v has 6 characters; allowed are 0 to 5'],
    [TEXT, number(1), 'v is a number; allowed is a text'],
    [TEXT, undefined, 'v is missing; allowed is a text'],
    [NUMBER, number(1)],
    [NUMBER, number(9)],
    [NUMBER, number(0), 'v is 0; allowed is 1 to 9'],
    [NUMBER, number(10), 'v is 10; allowed is 1 to 9'],
    [NUMBER, number(1.5), 'v is 1.5; allowed is a whole number'],
    [NUMBER, number(Number.NaN), 'v is NaN; allowed is a finite number'],
    [NUMBER, text('1'), 'v is a text; allowed is a number'],
    [{ kind: 'number', whole: true }, number(2 ** 53 - 1)],
    [{ kind: 'number', whole: true }, number(2 ** 53), 'v is 9007199254740992; allowed is a whole number'],
    [ANY_NUMBER, number(-1e300)],
    [ANY_NUMBER, number(0.5)],
    [ANY_NUMBER, number(Number.POSITIVE_INFINITY), 'v is Infinity; allowed is a finite number'],
    [FLAG, flag(false)],
    [FLAG, text('false'), 'v is a text; allowed is a flag'],
    [DATE, date('2026-01-02')],
    [DATE, date('2026-01-04')],
    [DATE, date('2026-01-01'), 'v is 2026-01-01; allowed is 2026-01-02 to 2026-01-04'],
    [DATE, date('2026-01-05'), 'v is 2026-01-05; allowed is 2026-01-02 to 2026-01-04'],
    [{ ...DATE, latest: '' }, date('2026-01-01'), 'v is 2026-01-01; allowed is 2026-01-02 to any'],
    [{ ...DATE, earliest: '' }, date('2026-01-05'), 'v is 2026-01-05; allowed is any to 2026-01-04'],
    [ANY_DATE, date('1900-01-01')],
    [ANY_DATE, date('soon'), 'v is no day; allowed is one such as 2026-03-01'],
    [ANY_DATE, text('2026-01-01'), 'v is a text; allowed is a date'],
    [WORD, text('blue')],
    [WORD, text('green'), 'v is "green"; allowed is one of red, blue'],
  ])('of %o can be %o, or why not', (type, value, ...expected) => {
    expect(problemsIn(violations => checkFits(violations, 'v', type, value))).toEqual(expected)
  })

  test.each<[MetadataType, string | number | boolean, MetadataValue | undefined]>([
    [TEXT, 'a', text('a')],
    [TEXT, 'too long', undefined],
    [TEXT, 1, undefined],
    [NUMBER, 5, number(5)],
    [NUMBER, 'five', undefined],
    [FLAG, true, flag(true)],
    [FLAG, 'true', undefined],
    [DATE, '2026-01-03', date('2026-01-03')],
    [DATE, 20_260_103, undefined],
    [WORD, 'red', text('red')],
  ])('of %o that is kept as %j is told as %o', (type, scalar, told) => {
    expect(toldValue(type, scalar)).toStrictEqual(told)
  })
})

const field = (key: string, changes: Partial<MetadataField> = {}): MetadataField => ({
  key,
  description: '',
  type: TEXT,
  visibleTo: 'SELF',
  changeableBy: 'SELF',
  ...changes,
})
const SCHEMA = {
  revision: 3,
  fields: [
    field('nick'),
    field('level', { type: NUMBER, changeableBy: 'ADMINISTRATORS' }),
    field('note', { visibleTo: 'ADMINISTRATORS', changeableBy: 'ADMINISTRATORS' }),
  ],
}

describe('a change of metadata', () => {
  const change = (set: Record<string, MetadataValue | undefined>, ...remove: string[]): MetadataChange => ({
    set: new Map(Object.entries(set)),
    remove,
  })
  const problemsOf = (asked: MetadataChange, by: Audience) =>
    problemsIn(violations =>
      checkMetadataChange(violations, { set: 'set', remove: 'remove' }, SCHEMA, asked, by),
    )

  test('may touch what is for who makes it', () => {
    const all = change({ nick: text('a'), level: number(2) }, 'note')
    expect(problemsOf(all, 'ADMINISTRATORS')).toEqual([])
    expect(problemsOf(all, 'SELF')).toEqual([
      'set["level"] is no key that may be changed here',
      'remove[0] is no key that may be changed here',
    ])
    expect(problemsOf(change({ nick: number(1), none: text('a') }, 'nick', 'none'), 'SELF')).toEqual([
      'set["nick"] is a number; allowed is a text',
      'set["none"] is no key that may be changed here',
      'remove[0] is in set too',
      'remove[1] is no key that may be changed here',
    ])
  })

  test('names a long key by its beginning', () => {
    expect(problemsOf(change({ ['k'.repeat(41)]: text('a'), ['l'.repeat(40)]: text('a') }), 'SELF')).toEqual([
      `set["${'k'.repeat(40)}…"] is no key that may be changed here`,
      `set["${'l'.repeat(40)}"] is no key that may be changed here`,
    ])
  })

  test('has 50 keys of each kind at most, and no more are looked at', () => {
    const keys = Array.from({ length: 51 }, (_, at) => `k${at}`)
    const many = change(Object.fromEntries(keys.map(key => [key, text('a')])), ...keys)
    const found = problemsOf(many, 'SELF')
    expect(found.slice(0, 2)).toEqual([
      'set has 51 items; allowed are 0 to 50',
      'remove has 51 items; allowed are 0 to 50',
    ])
    expect(found).toHaveLength(2 + 50 + 50)
    expect(found.at(-1)).toBe('remove[49] is no key that may be changed here')
  })

  test('leaves what it does not name, and the keys in their order', () => {
    const after = withChange(
      { b: 1, c: true, d: 'x' },
      change({ c: flag(false), a: text('y'), e: undefined }, 'd'),
    )
    expect(Object.entries(after)).toEqual([
      ['a', 'y'],
      ['b', 1],
      ['c', false],
    ])
    expect(withChange(undefined, change({ a: number(1) }))).toStrictEqual({ a: 1 })
  })

  test.each<[Record<string, string | number> | undefined, MetadataChange, boolean]>([
    [{ a: 'x', b: 1 }, change({ a: text('x') }, 'c'), true],
    [{ a: 'x' }, change({ a: text('y') }), false],
    [{ a: 'x' }, change({}, 'a'), false],
    [{ a: 'x' }, change({}, 'b', 'a'), false],
    [{ a: 'x' }, change({ a: undefined }), false],
    [{ a: 'x', b: 1 }, change({ a: text('x'), c: text('z') }), false],
    [undefined, change({}, 'a'), true],
    [undefined, change({ a: text('x') }), false],
  ])('of %o is there already, %o: %s', (metadata, asked, isThere) => {
    expect(hasChange(metadata, asked)).toBe(isThere)
  })
})

describe('metadata', () => {
  test("is told in the schema's order, as far as it is for who asks and still fits", () => {
    const kept = { note: 'n', level: 2, nick: 'too long now', other: 1 }
    expect([...visibleMetadata(SCHEMA, kept, 'ADMINISTRATORS')]).toEqual([
      ['level', number(2)],
      ['note', text('n')],
    ])
    expect([...visibleMetadata(SCHEMA, { nick: 'a', note: 'n' }, 'SELF')]).toEqual([['nick', text('a')]])
    expect(visibleMetadata(SCHEMA, undefined, 'ADMINISTRATORS').size).toBe(0)
  })

  test('of a field for administrators is seen by them alone', () => {
    const [nick, , note] = SCHEMA.fields
    const seen = [nick, note].map(each => each && [maySee(each, 'SELF'), maySee(each, 'ADMINISTRATORS')])
    expect(seen).toEqual([
      [true, true],
      [false, true],
    ])
  })
})

describe('the schema', () => {
  test('is changed once, on the revision that was seen', () => {
    const fields = [field('a', { type: NUMBER })]
    const next = { fields, revision: 4 }
    expect(withFields(SCHEMA, fields, 3)).toStrictEqual(next)
    expect(withFields(undefined, fields, 0)).toStrictEqual({ fields, revision: 1 })
    const [first = field('a')] = fields
    const shuffled = Object.fromEntries(Object.entries(first).toReversed()) as unknown as MetadataField
    expect(withFields(next, [shuffled], 3)).toBeUndefined()
    for (const [asked, revision] of [
      [[field('b')], 3],
      [fields, 2],
      [fields, 5],
    ] as const)
      expect(() => withFields(next, asked, revision)).toThrow(
        expect.objectContaining({
          kind: 'aborted',
          reason: 'REVISION_MISMATCH',
          message: `the schema is at revision 4, not ${revision}; read it again and decide anew`,
          metadata: { expectedRevision: String(revision), revision: '4' },
        }),
      )
  })

  const problemsOf = (...drafts: FieldDraft[]) => problemsIn(violations => checkSchema(violations, drafts))
  const AUDIENCES = 'allowed is one of SELF, ADMINISTRATORS'
  const NO_KEY =
    'fields[0].key is no key; allowed are a lower-case letter and then a-z, 0-9 and _, at most 40 characters'
  const NO_DAY = 'is no day; allowed is one such as 2026-03-01'

  test('is taken as it was declared', () => {
    const all = [
      field('a'),
      field('b', { type: ANY_NUMBER }),
      field('c', { type: FLAG }),
      field('d', { type: DATE }),
      field('e', { type: WORD }),
    ]
    expect(checkSchema(new Violations(), all)).toStrictEqual(all)
    expect(problemsOf(...all)).toEqual([])
  })

  test.each([`a${'b'.repeat(39)}`, 'a_9'])('may have the key %s', key => {
    expect(problemsOf(field(key))).toEqual([])
  })

  test.each(['', 'A', '9a', '_a', 'a-b', `a${'b'.repeat(40)}`, ' a', 'a '])('cannot have the key %j', key => {
    expect(problemsOf(field(key))).toEqual([NO_KEY])
  })

  test.each<[Partial<FieldDraft>, ...string[]]>([
    [{ description: 'x'.repeat(200) }],
    [{ description: 'x'.repeat(201) }, 'fields[0].description has 201 characters; allowed are 0 to 200'],
    [{ visibleTo: undefined }, `fields[0].visible_to is missing; ${AUDIENCES}`],
    [{ changeableBy: undefined }, `fields[0].changeable_by is missing; ${AUDIENCES}`],
    [
      { visibleTo: 'ADMINISTRATORS' },
      'fields[0].changeable_by is SELF; allowed is ADMINISTRATORS, since users may not see it',
    ],
    [{ visibleTo: 'ADMINISTRATORS', changeableBy: 'ADMINISTRATORS' }],
    [{ changeableBy: 'ADMINISTRATORS' }],
    [{ type: undefined }, 'fields[0].type is missing; allowed is one of text, number, boolean, date, one_of'],
    [{ type: { kind: 'text', maxLength: 500 } }],
    [{ type: { kind: 'text', maxLength: 0 } }, 'fields[0].text.max_length is 0; allowed is 1 to 500'],
    [{ type: { kind: 'text', maxLength: 501 } }, 'fields[0].text.max_length is 501; allowed is 1 to 500'],
    [{ type: { kind: 'number', whole: false, min: 1, max: 1 } }],
    [
      { type: { kind: 'number', whole: false, min: 2, max: 1 } },
      'fields[0].number.max is 1, less than min, which is 2',
    ],
    [
      { type: { kind: 'number', whole: false, min: Number.NaN } },
      'fields[0].number.min is NaN; allowed is a finite number',
    ],
    [
      { type: { kind: 'number', whole: false, max: Number.POSITIVE_INFINITY } },
      'fields[0].number.max is Infinity; allowed is a finite number',
    ],
    [{ type: { ...DATE, latest: '2026-01-02' } }],
    [
      { type: { ...DATE, latest: '2026-01-01' } },
      'fields[0].date.latest is 2026-01-01, before earliest, which is 2026-01-02',
    ],
    [{ type: { ...DATE, latest: '' } }],
    [{ type: { ...DATE, earliest: '' } }],
    [{ type: { ...DATE, earliest: '2' } }, `fields[0].date.earliest ${NO_DAY}`],
    [{ type: { ...DATE, earliest: '', latest: 'x' } }, `fields[0].date.latest ${NO_DAY}`],
    [{ type: { kind: 'oneOf', words: [] } }, 'fields[0].one_of.words has 0 items; allowed are 1 to 50'],
    [
      { type: { kind: 'oneOf', words: ['a', '', 'a'] } },
      'fields[0].one_of.words[1] is missing; allowed are 1 to 60 characters',
      'fields[0].one_of.words[2] is there twice; allowed is each word once',
    ],
    [
      { type: { kind: 'oneOf', words: ['x'.repeat(61)] } },
      'fields[0].one_of.words[0] has 61 characters; allowed are 1 to 60',
    ],
  ])('with %o: %s', (changes, ...expected) => {
    expect(problemsOf({ ...field('a'), ...changes })).toEqual(expected)
  })

  test('has 50 words of a kind and 50 keys at most, each once', () => {
    const words = Array.from({ length: 51 }, () => '')
    const found = problemsOf(field('a', { type: { kind: 'oneOf', words } }))
    expect(found[0]).toBe('fields[0].one_of.words has 51 items; allowed are 1 to 50')
    expect(found).toHaveLength(1 + 50 + 49)
    expect(problemsOf(field('a'), field('b'), field('a'))).toEqual([
      'fields[2].key is declared twice; allowed is each key once',
    ])
    expect(problemsOf(...Array.from({ length: 51 }, (_, at) => field(`k${at}`)))).toEqual([
      'fields has 51 items; allowed are 0 to 50',
    ])
    const many = Array.from({ length: 51 }, (_, at) => field(`k${at}`))
    expect(checkSchema(new Violations(), many)).toStrictEqual(many.slice(0, 50))
    for (const missing of ['type', 'visibleTo', 'changeableBy'])
      expect(checkSchema(new Violations(), [{ ...field('a'), [missing]: undefined }])).toEqual([])
  })
})
