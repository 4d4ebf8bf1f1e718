import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { condition, MAY, refusal, time, value, wrongFields } from './builders.ts'
import { startWorld, type World } from './world.ts'

let world: World
let caller: { token: string }

beforeAll(async () => {
  world = await startWorld()
  caller = await world.as('usr_ann')
})
afterAll(() => world.close())

type Parts = NonNullable<Parameters<typeof condition>[0]>
type Request = Parameters<World['client']['validateConditions']>[0]

const validate = (request: Request) => world.client.validateConditions(request, caller)
const validateOne = (parts: Parts) => validate({ conditions: [condition(parts)], window: MAY })

const mission = (parameters: Record<string, string>) => ({ type: 'COMPLETE_MISSION', parameters })
const numberValue = (number: number) => ({ kind: { case: 'numberValue' as const, value: number } })

describe('a condition', () => {
  it.each<[string, Parts]>([
    ['the least value', { value: value(0) }],
    ['the greatest value', { value: value(366) }],
    ['a start before the window', { start: time('2026-01-01T00:00Z') }],
    ['a start just before the end', { start: time('2026-05-31T23:59:59.999Z') }],
    ['a zone', { timeZone: 'America/Argentina/Buenos_Aires' }],
    ['a mission', mission({ mission_id: 'm'.repeat(100) })],
    ['no product', { type: 'PURCHASE_COUNT' }],
    ['a product', { type: 'PURCHASE_COUNT', parameters: { product_id: '상품 1' } }],
    ['the longest id', { conditionId: `cnd_${'a'.repeat(36)}` }],
  ])('may have %s', async (_what, parts) => {
    await expect(validateOne(parts)).resolves.toBeDefined()
  })

  it.each<[string, string, Parts, string]>([
    ['condition_id', 'missing', { conditionId: '' }, 'is missing'],
    ['condition_id', 'of another kind', { conditionId: 'evt_one' }, 'is "evt_one"; allowed is cnd_'],
    ['condition_id', 'too long', { conditionId: `cnd_${'a'.repeat(37)}` }, 'at most 40 characters'],
    ['type', 'missing', { type: '' }, 'is missing; allowed is one of COMPLETE_MISSION, INVITE_FRIENDS,'],
    ['type', 'unknown', { type: 'SLEEP' }, 'is "SLEEP"; allowed is one of COMPLETE_MISSION'],
    ['type', 'in lower case', { type: 'login_days' }, 'is "login_days"'],
    ['type', "an object's own word", { type: 'constructor' }, 'is "constructor"'],
    ['operator', 'missing', { operator: '' }, 'is missing; allowed is one of ==, >, >=, <, <='],
    ['operator', 'unknown', { operator: '!=' }, 'is "!="; allowed is one of ==, >, >=, <, <='],
    ['operator', "an object's own word", { operator: 'toString' }, 'is "toString"'],
    ['value', 'a string', { value: value('3') }, 'is "3"; allowed is a whole number, 0 to 366'],
    ['value', 'a fraction', { value: value(1.5) }, 'is 1.5; allowed is a whole number'],
    ['value', 'negative', { value: value(-1) }, 'is -1'],
    ['value', 'too great', { value: value(367) }, 'is 367; allowed is a whole number, 0 to 366'],
    ['value', 'huge', { value: value(1e300) }, 'is 1e+300'],
    ['value', 'infinite', { value: numberValue(Number.POSITIVE_INFINITY) }, 'is Infinity'],
    ['value', 'not a number', { value: numberValue(Number.NaN) }, 'is NaN'],
    ['value', 'null', { value: value(null) }, 'is null'],
    ['value', 'a truth', { value: value(true) }, 'is true'],
    ['value', 'a list', { value: value([1]) }, 'is a list'],
    ['value', 'an object', { value: value({ days: 1 }) }, 'is an object'],
    ['value', 'empty', { value: { kind: { case: undefined } } }, 'is missing; allowed is a whole number'],
    ['value', 'one that no count meets', { operator: '<', value: value(0) }, 'no count is < 0'],
    [
      'parameters',
      'unknown',
      { parameters: { color: 'red' } },
      'has "color"; LOGIN_DAYS takes no parameters',
    ],
    [
      'parameters',
      'another',
      mission({ mission_id: 'm', x: 'y' }),
      'has "x"; COMPLETE_MISSION takes mission_id',
    ],
    ['parameters.mission_id', 'missing', mission({}), 'is missing; allowed are 1 to 100 characters'],
    ['parameters.mission_id', 'empty', mission({ mission_id: '' }), 'is missing'],
    ['parameters.mission_id', 'too long', mission({ mission_id: 'm'.repeat(101) }), 'has 101 characters'],
    [
      'parameters.mission_id',
      'a control character',
      mission({ mission_id: 'a\u0000b' }),
      'control characters',
    ],
    [
      'parameters.product_id',
      'empty',
      { type: 'PURCHASE_COUNT', parameters: { product_id: '' } },
      'is missing',
    ],
    ['start', 'at the end', { start: time('2026-06-01T00:00Z') }, 'allowed is a time before the window'],
    ['start', 'before 1970', { start: time('1969-12-31T23:59:59.999Z') }, 'allowed is a time from 1970'],
    ['start', 'no time', { start: { seconds: 2n ** 62n, nanos: 0 } }, 'is no time; allowed is a time from'],
    ['time_zone', 'unknown', { timeZone: 'Mars/Olympus' }, 'is "Mars/Olympus"; allowed is an IANA time zone'],
    ['time_zone', 'an offset', { timeZone: '+09:00' }, 'allowed is an IANA time zone such as Asia/Seoul'],
    ['time_zone', 'endless', { timeZone: 'A'.repeat(10_000) }, '…"; allowed is an IANA'],
  ])('is refused with %s %s', async (field, _what, parts, description) => {
    const { kind, reason, violations } = await refusal(validateOne(parts))
    expect({ kind, reason }).toEqual({ kind: 'invalid_argument', reason: 'INVALID_FIELDS' })
    expect(violations.map(violation => violation.field)).toEqual([`conditions[0].${field}`])
    expect(violations[0]?.description).toContain(description)
  })

  it('has every wrong field of it named at once', async () => {
    const parts = {
      conditionId: 'x',
      operator: '~',
      value: value('1'),
      timeZone: 'x',
      parameters: { a: 'b' },
    }
    const fields = ['condition_id', 'operator', 'time_zone', 'value', 'parameters']
    expect(await wrongFields(validateOne(parts))).toEqual(fields.map(field => `conditions[0].${field}`))
  })
})

describe('conditions together', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => condition({ conditionId: `cnd_${at}` }))

  it('may be none to twenty of an event', async () => {
    for (const count of [0, 20]) await validate({ conditions: many(count), window: MAY })
    expect(await wrongFields(validate({ conditions: many(21), window: MAY }))).toEqual(['conditions'])
  })

  it('must be one to twenty to be evaluated', async () => {
    const evaluate = (count: number) =>
      world.client.evaluateConditions({ conditions: many(count), window: MAY }, caller)
    for (const count of [0, 21]) expect(await wrongFields(evaluate(count))).toEqual(['conditions'])
    expect((await evaluate(20)).results).toHaveLength(20)
  })

  it('must have ids of their own', async () => {
    const conditions = [...many(3), condition({ conditionId: 'cnd_1' }), condition({ conditionId: 'cnd_1' })]
    const { violations } = await refusal(validate({ conditions, window: MAY }))
    expect(violations).toEqual(
      [3, 4].map(at => ({
        field: `conditions[${at}].condition_id`,
        description: 'is "cnd_1" like that of conditions[1]; allowed are ids that differ',
      })),
    )
  })

  it('are refused as well when they are to be evaluated', async () => {
    const conditions = [condition(), condition({ conditionId: 'cnd_two', operator: '=>' })]
    const call = world.client.evaluateConditions({ conditions, window: MAY }, caller)
    expect(await wrongFields(call)).toEqual(['conditions[1].operator'])
  })
})

describe('a window', () => {
  it.each([
    ['that is missing', undefined, ['start', 'end']],
    ['without a start', { end: MAY.end }, ['start']],
    ['without an end', { start: MAY.start }, ['end']],
    ['that ends where it starts', { start: MAY.start, end: MAY.start }, ['end']],
    ['that ends before it starts', { start: MAY.end, end: MAY.start }, ['end']],
    ['with nanoseconds beyond a second', { start: { seconds: 1n, nanos: 1e9 }, end: MAY.end }, ['start']],
    ['in a zone that is unknown', { ...MAY, timeZone: 'Nowhere' }, ['time_zone']],
  ])('%s is refused', async (_what, window, fields) => {
    const call = validate({ conditions: [condition()], ...(window && { window }) })
    expect(await wrongFields(call)).toEqual(fields.map(field => `window.${field}`))
  })
})
