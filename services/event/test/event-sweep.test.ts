import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventUseCases } from '../src/application/events/index.ts'
import { Died, dyingPorts, writingThrough } from './dying-ports.ts'
import { draft, reward } from './event-builders.ts'
import { capsOf, type EventWorld, eventWorld, HOUR, operator, START } from './event-world.ts'

let world: EventWorld
beforeEach(async () => {
  world = await eventWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

async function made(key: string, ...statuses: string[]): Promise<string> {
  const { does } = world
  const { id } = await does.createEvent({ idempotencyKey: key, draft: draft() }, operator)
  for (const [at, status] of statuses.entries())
    await does.changeEventStatus({ eventId: id, expectedRevision: at + 1, status }, operator)
  return id
}

async function statusOf(id: string) {
  const { status, revision, dueAt } = (await world.ports.events.get(id))?.value ?? {}
  return { status, revision, dueAt }
}

describe('the sweep', () => {
  test('ends ACTIVE and INACTIVE events once their window is over, and leaves all others', async () => {
    const active = await made('active', 'ACTIVE')
    const paused = await made('paused', 'ACTIVE', 'INACTIVE')
    const ready = await made('ready')
    const canceled = await made('canceled', 'ACTIVE', 'CANCELED')
    world.clock.nowMs = START + HOUR - 1
    expect(await world.does.sweepEvents()).toBe(0)
    world.clock.nowMs = START + HOUR
    expect(await world.does.sweepEvents()).toBe(2)
    expect(await statusOf(active)).toEqual({ status: 'END', revision: 3, dueAt: undefined })
    expect(await statusOf(paused)).toEqual({ status: 'END', revision: 4, dueAt: undefined })
    expect(await statusOf(ready)).toMatchObject({ status: 'READY', revision: 1 })
    expect(await statusOf(canceled)).toMatchObject({ status: 'CANCELED', revision: 3 })
    expect(await world.does.sweepEvents()).toBe(0)
  })

  test('ends an event once, though four run at once', async () => {
    const id = await made('one', 'ACTIVE')
    world.clock.nowMs = START + HOUR
    await Promise.all([1, 2, 3, 4].map(() => world.does.sweepEvents()))
    expect(await statusOf(id)).toEqual({ status: 'END', revision: 3, dueAt: undefined })
  })

  test('leaves an event whose end was moved while it was taken up', async () => {
    const id = await made('moved', 'ACTIVE')
    world.clock.nowMs = START + HOUR
    let taken = false
    const events = writingThrough(world.ports.events, async work => {
      const result = await work()
      if (!taken) {
        taken = true
        const later = draft({ endsAtMs: START + 2 * HOUR })
        await world.does.updateEvent(
          { eventId: id, expectedRevision: 2, draft: later, mask: ['ends_at'] },
          operator,
        )
      }
      return result
    })
    await eventUseCases({ ...world.ports, events }).sweepEvents()
    expect(await statusOf(id)).toEqual({ status: 'ACTIVE', revision: 3, dueAt: START + 2 * HOUR })
  })

  test('inserts owed buckets and ends the event, in one go', async () => {
    const id = await made('both', 'ACTIVE')
    const dying = eventUseCases(dyingPorts(world.ports, { write: 4, when: 'before' }))
    const limited = { eventId: id, expectedRevision: 2, reward: reward('rwd_b', { stock: 250 }) }
    await expect(dying.addReward(limited, operator)).rejects.toThrow(Died)
    world.clock.nowMs = START + HOUR
    await world.does.sweepEvents()
    expect(await statusOf(id)).toEqual({ status: 'END', revision: 3, dueAt: undefined })
    expect(await capsOf(world, id, 'rwd_b')).toEqual([200, 50])
  })

  test('is not stopped by one event that fails: that one is logged, and comes again later', async () => {
    const bad = await made('bad', 'ACTIVE')
    const good = await made('good', 'ACTIVE')
    world.clock.nowMs = START + HOUR
    let writes = 0
    const events = writingThrough(world.ports.events, (work, id) =>
      id === bad && ++writes === 2 ? Promise.reject(new Died()) : work(),
    )
    const does = eventUseCases({ ...world.ports, events })
    expect(await does.sweepEvents()).toBe(2)
    expect(world.warnings).toEqual([{ err: expect.any(Died), eventId: bad }])
    expect(await statusOf(good)).toMatchObject({ status: 'END' })
    expect(await does.sweepEvents()).toBe(0)
    world.clock.nowMs += 30_000
    expect(await does.sweepEvents()).toBe(1)
    expect(await statusOf(bad)).toEqual({ status: 'END', revision: 3, dueAt: undefined })
  })
})
