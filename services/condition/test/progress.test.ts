import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { activity, condition, refusal, time, value } from './builders.ts'
import { startWorld, type World } from './world.ts'

let world: World

const may = {
  eventId: 'evt_may',
  startsAt: time('2026-05-01T00:00Z'),
  endsAt: time('2026-06-01T00:00Z'),
  timeZone: 'Asia/Seoul',
  conditions: [condition({ value: value(3) }), condition({ conditionId: 'cnd_utc', timeZone: 'UTC' })],
}

beforeAll(async () => {
  world = await startWorld()
  const activities = ['2026-05-10T14:30Z', '2026-05-10T15:30Z', '2026-06-10T00:00Z'].map(text =>
    activity({ userId: 'usr_ann', occurredAt: time(text) }),
  )
  await world.client.recordActivities({ activities }, await world.asService())
})
afterAll(() => world.close())
beforeEach(() => {
  world.event.events.clear()
  world.event.events.set('evt_may', may)
})

const progressOf = async (eventId: string, userId = 'usr_ann') =>
  world.client.getProgress({ eventId }, await world.as(userId))

describe('the progress of a user', () => {
  it("is measured in the event's window and zone", async () => {
    const { met, results } = await progressOf('evt_may')
    expect(met).toBe(false)
    expect(results).toMatchObject([
      { conditionId: 'cnd_one', met: false, measured: value(2), missing: '1 more login day' },
      { conditionId: 'cnd_utc', met: true, measured: value(1), missing: '' },
    ])
  })

  it('is that of the caller, in whose name the event is read', async () => {
    world.event.readers.length = 0
    const { results } = await progressOf('evt_may', 'usr_ben')
    expect(results[0]?.measured).toMatchObject(value(0))
    expect(world.event.readers).toEqual(['usr_ben'])
  })

  it('is complete for an event without conditions', async () => {
    world.event.events.set('evt_may', { ...may, conditions: [] })
    expect(await progressOf('evt_may')).toMatchObject({ met: true, results: [] })
  })

  it('is not found for an event that is unknown', async () => {
    expect(await refusal(progressOf('evt_none'))).toMatchObject({
      kind: 'not_found',
      reason: 'EVENT_NOT_FOUND',
    })
  })

  it.each(['', 'may', 'cnd_may', `evt_${'a'.repeat(40)}`])(
    'is of an event id, which %j is not',
    async eventId => {
      world.event.readers.length = 0
      expect((await refusal(progressOf(eventId))).violations).toMatchObject([{ field: 'event_id' }])
      expect(world.event.readers).toEqual([])
    },
  )
})

describe('while the event service is down', () => {
  it('progress is unavailable, and conditions are still evaluated', async () => {
    const lonely = await startWorld()
    try {
      await lonely.event.close()
      const caller = await lonely.as('usr_ann')
      const call = lonely.client.getProgress({ eventId: 'evt_may' }, caller)
      expect(await refusal(call)).toMatchObject({ kind: 'unavailable' })
      const window = { start: time('2026-05-01T00:00Z'), end: time('2026-06-01T00:00Z') }
      const request = { conditions: [condition()], window }
      expect((await lonely.client.evaluateConditions(request, caller)).met).toBe(false)
    } finally {
      await lonely.close()
    }
  })
})
