import type { MessageInitShape } from '@bufbuild/protobuf'
import type { WindowSchema } from '@rewards/contracts/condition'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activity, condition, MAY, time, value } from './builders.ts'
import { startWorld, type World } from './world.ts'

let world: World
let service: { token: string }
let users = 0

beforeAll(async () => {
  world = await startWorld()
  service = await world.asService()
})
afterAll(() => world.close())

type Parts = Parameters<typeof activity>[0]

/** A user who did these things, and nothing else. */
async function userWho(...did: readonly Parts[]): Promise<string> {
  users += 1
  const userId = `usr_${users}`
  if (did.length === 0) return userId
  const activities = did.map(parts => activity({ userId, ...parts }))
  const { recorded } = await world.client.recordActivities({ activities }, service)
  expect(recorded).toBe(did.length)
  return userId
}

/** How one condition stands for the user, asked by the user. */
async function resultOf(
  userId: string,
  parts: Parameters<typeof condition>[0],
  window: MessageInitShape<typeof WindowSchema> = MAY,
) {
  const request = { conditions: [condition(parts)], window }
  const { met, results } = await world.client.evaluateConditions(request, await world.as(userId))
  const [result] = results
  expect(results).toHaveLength(1)
  expect(result?.met).toBe(met)
  return { met, measured: result?.measured?.kind.value, missing: result?.missing }
}

const login = (text: string): Parts => ({ type: 'LOGIN', occurredAt: time(text) })
const purchase = (text: string, productId?: string): Parts => ({
  type: 'PURCHASE',
  occurredAt: time(text),
  attributes: productId ? { product_id: productId } : {},
})

describe('an operator', () => {
  it.each([
    ['==', 2, false, '1 more purchase'],
    ['==', 3, true, ''],
    ['==', 4, false, '1 purchase too many'],
    ['>', 2, false, '2 more purchases'],
    ['>', 3, false, '1 more purchase'],
    ['>', 4, true, ''],
    ['>=', 1, false, '2 more purchases'],
    ['>=', 2, false, '1 more purchase'],
    ['>=', 3, true, ''],
    ['>=', 4, true, ''],
    ['<', 2, true, ''],
    ['<', 3, false, '1 purchase too many'],
    ['<', 4, false, '2 purchases too many'],
    ['<=', 2, true, ''],
    ['<=', 3, true, ''],
    ['<=', 4, false, '1 purchase too many'],
  ])('%s 3 with %i purchases is %s', async (operator, count, met, missing) => {
    const userId = await userWho(...Array.from({ length: count }, () => purchase('2026-05-10T00:00Z')))
    const result = await resultOf(userId, { type: 'PURCHASE_COUNT', operator, value: value(3) })
    expect(result).toEqual({ met, measured: count, missing })
  })

  it.each([
    ['==', 0, true],
    ['>', 0, false],
    ['>=', 0, true],
    ['<', 1, true],
    ['<=', 0, true],
  ])('%s %i holds for a user who did nothing: %s', async (operator, wanted, met) => {
    expect(await resultOf(await userWho(), { operator, value: value(wanted) })).toMatchObject({
      met,
      measured: 0,
    })
  })

  it('is judged by what is known at the moment: it may cease to hold', async () => {
    const userId = await userWho(purchase('2026-05-10T00:00Z'))
    const atMostOne = { type: 'PURCHASE_COUNT', operator: '<=', value: value(1) }
    expect((await resultOf(userId, atMostOne)).met).toBe(true)
    await world.client.recordActivity({ activity: activity({ userId, type: 'PURCHASE' }) }, service)
    expect((await resultOf(userId, atMostOne)).met).toBe(false)
  })
})

describe('a window', () => {
  it.each([
    ['before its start', '2026-04-30T23:59:59.999Z', 0],
    ['at its start', '2026-05-01T00:00:00Z', 1],
    ['just before its end', '2026-05-31T23:59:59.999Z', 1],
    ['a nanosecond before its end', '2026-05-31T23:59:59.999999999Z', 1],
    ['at its end', '2026-06-01T00:00:00Z', 0],
  ])('counts what happened %s: %s', async (_where, moment, measured) => {
    const userId = await userWho(purchase(moment), login(moment))
    expect(await resultOf(userId, { type: 'PURCHASE_COUNT' })).toMatchObject({ measured })
    expect(await resultOf(userId, { type: 'LOGIN_DAYS' })).toMatchObject({ measured })
  })

  it("counts from the condition's own start, earlier or later than the event's", async () => {
    const userId = await userWho(
      ...['2026-04-20T00:00Z', '2026-05-02T00:00Z', '2026-05-20T00:00Z'].map(text => purchase(text)),
    )
    const from = (text: string) => resultOf(userId, { type: 'PURCHASE_COUNT', start: time(text) })
    expect(await from('2026-04-20T00:00Z')).toMatchObject({ measured: 3 })
    expect(await from('2026-04-20T00:00:00.001Z')).toMatchObject({ measured: 2 })
    expect(await from('2026-05-20T00:00Z')).toMatchObject({ measured: 1 })
  })
})

describe('a condition type', () => {
  it('LOGIN_DAYS counts days and not logins', async () => {
    const userId = await userWho(
      login('2026-05-01T00:00Z'),
      login('2026-05-01T23:59:59.999Z'),
      login('2026-05-02T00:00Z'),
    )
    const result = await resultOf(userId, { value: value(4) })
    expect(result).toEqual({ met: false, measured: 2, missing: '2 more login days' })
  })

  it('INVITE_FRIENDS counts invitations alone', async () => {
    const userId = await userWho({ type: 'FRIEND_INVITED' }, { type: 'FRIEND_INVITED' }, { type: 'LOGIN' })
    const result = await resultOf(userId, { type: 'INVITE_FRIENDS', value: value(3) })
    expect(result).toEqual({ met: false, measured: 2, missing: '1 more invited friend' })
  })

  it('COMPLETE_MISSION counts completions of the mission that it names', async () => {
    const completed = (mission: string) => ({
      type: 'MISSION_COMPLETED',
      attributes: { mission_id: mission },
    })
    const userId = await userWho(completed('m1'), completed('m1'), completed('m2'))
    const of = (mission: string) =>
      resultOf(userId, { type: 'COMPLETE_MISSION', parameters: { mission_id: mission } })
    expect(await of('m1')).toMatchObject({ measured: 2 })
    expect(await of('m2')).toMatchObject({ measured: 1 })
    expect(await of('M1')).toEqual({ met: false, measured: 0, missing: '1 more completion of the mission' })
  })

  it('PURCHASE_COUNT counts all purchases, or those of the product that it names', async () => {
    const day = '2026-05-10T00:00Z'
    const userId = await userWho(purchase(day, 'p1'), purchase(day, 'p2'), purchase(day))
    expect(await resultOf(userId, { type: 'PURCHASE_COUNT' })).toMatchObject({ measured: 3 })
    const ofProduct = { type: 'PURCHASE_COUNT', parameters: { product_id: 'p1' } }
    expect(await resultOf(userId, ofProduct)).toMatchObject({ measured: 1 })
  })
})

describe('a time zone', () => {
  const nightOwl = ['2026-05-10T14:30Z', '2026-05-10T15:30Z'].map(login)
  const days = async (userId: string, timeZone?: string, eventZone?: string) => {
    const window = { ...MAY, ...(eventZone && { timeZone: eventZone }) }
    const { measured } = await resultOf(userId, timeZone ? { timeZone } : {}, window)
    return measured
  }

  it("is the condition's, else the event's, else UTC", async () => {
    const userId = await userWho(...nightOwl)
    expect(await days(userId)).toBe(1)
    expect(await days(userId, undefined, 'Asia/Seoul')).toBe(2)
    expect(await days(userId, 'Asia/Seoul')).toBe(2)
    expect(await days(userId, 'UTC', 'Asia/Seoul')).toBe(1)
  })

  it('gives a day 23 or 25 hours when clocks change', async () => {
    const zone = 'America/New_York'
    const window = { start: time('2026-01-01T00:00Z'), end: time('2026-12-31T00:00Z'), timeZone: zone }
    const on = async (...texts: string[]) => {
      const userId = await userWho(...texts.map(text => login(`${text}[${zone}]`)))
      return (await resultOf(userId, {}, window)).measured
    }
    // 23 hours apart, and yet on two days; 24 and a half apart, and yet on one.
    expect(await on('2026-03-08T00:00', '2026-03-09T00:00')).toBe(2)
    expect(await on('2026-03-08T00:00', '2026-03-08T23:59')).toBe(1)
    expect(await on('2026-11-01T00:00', '2026-11-01T23:30')).toBe(1)
    expect(await on('2026-11-01T00:00', '2026-11-02T00:00')).toBe(2)
  })
})

describe('conditions together', () => {
  it('are met when all are, and are answered one by one in their order', async () => {
    const userId = await userWho(login('2026-05-10T00:00Z'), purchase('2026-05-10T00:00Z'))
    const conditions = Array.from({ length: 20 }, (_, at) =>
      condition({ conditionId: `cnd_${at}`, type: at % 2 ? 'PURCHASE_COUNT' : 'LOGIN_DAYS' }),
    )
    const caller = await world.as(userId)
    const all = await world.client.evaluateConditions({ conditions, window: MAY }, caller)
    expect(all.met).toBe(true)
    expect(all.results.map(result => result.conditionId)).toEqual(
      conditions.map(({ conditionId }) => conditionId),
    )

    const spoiled = conditions.with(7, condition({ conditionId: 'cnd_7', value: value(9) }))
    const but = await world.client.evaluateConditions({ conditions: spoiled, window: MAY }, caller)
    expect(but.met).toBe(false)
    expect(but.results.filter(({ met }) => !met)).toMatchObject([
      { conditionId: 'cnd_7', type: 'LOGIN_DAYS', operator: '>=', missing: '8 more login days' },
    ])
    expect(but.results[7]?.wanted).toMatchObject(value(9))
  })

  it('count a fact right after it was recorded', async () => {
    const userId = await userWho()
    for (let recorded = 1; recorded <= 20; recorded++) {
      await world.client.recordActivity({ activity: activity({ userId, type: 'PURCHASE' }) }, service)
      expect(await resultOf(userId, { type: 'PURCHASE_COUNT' })).toMatchObject({ measured: recorded })
    }
  })
})
