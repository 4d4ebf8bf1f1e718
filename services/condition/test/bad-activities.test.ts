import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activity, HOUR_MS, refusal, time, wrongFields } from './builders.ts'
import { startWorld, type World } from './world.ts'

let world: World
let service: { token: string }

beforeAll(async () => {
  world = await startWorld()
  service = await world.asService()
})
afterAll(() => world.close())

type Parts = NonNullable<Parameters<typeof activity>[0]>
const record = (parts: Parts) => world.client.recordActivity({ activity: activity(parts) }, service)
const completed = (attributes: Record<string, string>) => ({ type: 'MISSION_COMPLETED', attributes })
const names = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`a${at}`, 'x']))

describe('an activity', () => {
  it.each<[string, Parts]>([
    ['ten attributes', { attributes: names(10) }],
    ['names and values of a hundred characters', { attributes: { ['a'.repeat(100)]: '한'.repeat(100) } }],
    ['a time of long ago', { occurredAt: time('1970-01-01T00:00Z') }],
    ['attributes that mean something elsewhere', { attributes: { constructor: 'x', mission_id: 'm' } }],
  ])('may have %s', async (_what, parts) => {
    expect(await record(parts)).toMatchObject({ recorded: true })
  })

  it.each<[string, string, Parts, string]>([
    ['source', 'missing', { source: '' }, 'is ""; allowed are 1 to 40 of a-z, 0-9 and _'],
    ['source', 'with a colon', { source: 'shop:eu' }, 'is "shop:eu"'],
    ['source', 'too long', { source: 's'.repeat(41) }, 'allowed are 1 to 40'],
    ['fact_id', 'missing', { factId: '' }, 'is missing; allowed are 1 to 100 characters'],
    ['fact_id', 'too long', { factId: 'f'.repeat(101) }, 'has 101 characters'],
    ['fact_id', 'with a control character', { factId: 'f\u0000' }, 'control characters'],
    ['user_id', 'missing', { userId: '' }, 'is missing; allowed is usr_'],
    ['user_id', 'of another kind', { userId: 'evt_one' }, 'is "evt_one"'],
    [
      'type',
      'missing',
      { type: '' },
      'is missing; allowed is one of LOGIN, FRIEND_INVITED, MISSION_COMPLETED,',
    ],
    ['type', 'unknown', { type: 'SLEEP' }, 'is "SLEEP"'],
    ['type', "an object's own word", { type: 'toString' }, 'is "toString"'],
    ['occurred_at', 'before 1970', { occurredAt: time('1969-12-31T23:59Z') }, 'allowed is a time from 1970'],
    ['occurred_at', 'years ahead', { occurredAt: time('9999-01-01T00:00Z') }, 'allowed is a time from 1970'],
    ['occurred_at', 'no time', { occurredAt: { seconds: -(2n ** 63n), nanos: -1 } }, 'is no time'],
    ['attributes', 'eleven', { attributes: names(11) }, 'has 11 items; allowed are 0 to 10'],
    [
      'attributes',
      'in capitals',
      { attributes: { Color: 'red' } },
      'has the name "Color"; allowed are 1 to 100',
    ],
    ['attributes', 'with a dot', { attributes: { 'a.b': 'x' } }, 'has the name "a.b"'],
    [
      'attributes',
      'of a prototype',
      { attributes: JSON.parse('{"__proto__":"x"}') },
      'has the name "__proto__"',
    ],
    [
      'attributes.color',
      'empty',
      { attributes: { color: '' } },
      'is missing; allowed are 1 to 100 characters',
    ],
    ['attributes.color', 'too long', { attributes: { color: 'x'.repeat(101) } }, 'has 101 characters'],
    ['attributes.mission_id', 'missing', completed({}), 'is missing; MISSION_COMPLETED needs it'],
    ['attributes.mission_id', 'empty', completed({ mission_id: '' }), 'is missing'],
  ])('is refused with %s %s', async (field, _what, parts, description) => {
    const { violations } = await refusal(record(parts))
    expect(violations.map(violation => violation.field)).toEqual([`activity.${field}`])
    expect(violations[0]?.description).toContain(description)
  })

  it('that is missing is refused, with every field of it named', async () => {
    const fields = ['source', 'fact_id', 'user_id', 'type', 'occurred_at'].map(field => `activity.${field}`)
    expect(await wrongFields(world.client.recordActivity({}, service))).toEqual(fields)
    const { occurredAt: _, ...timeless } = activity()
    const call = world.client.recordActivity({ activity: timeless }, service)
    expect(await wrongFields(call)).toEqual(['activity.occurred_at'])
  })

  it('may lie an hour ahead, and not a moment more', async () => {
    const nowMs = Date.now()
    const ahead = (byMs: number) => record({ occurredAt: timestampFromMs(nowMs + byMs) })
    expect(await ahead(HOUR_MS - 1)).toMatchObject({ recorded: true })
    expect(await wrongFields(ahead(HOUR_MS + 60_000))).toEqual(['activity.occurred_at'])
  })
})
