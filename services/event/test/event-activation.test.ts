import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EventPorts, eventUseCases } from '../src/application/events/index.ts'
import { type Death, Died, dyingPorts } from './dying-ports.ts'
import { draft, reward } from './event-builders.ts'
import { capsOf, type EventWorld, eventWorld, operator, refusalOf, sum } from './event-world.ts'

let world: EventWorld
beforeAll(async () => {
  world = await eventWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

let keys = 0
async function made(...rewards: ReturnType<typeof reward>[]): Promise<string> {
  const request = { idempotencyKey: `key ${++keys}`, draft: draft({ rewards }) }
  return (await world.does.createEvent(request, operator)).id
}

const activate = (eventId: string, expectedRevision = 1, ports: EventPorts = world.ports) =>
  eventUseCases(ports).changeEventStatus({ eventId, expectedRevision, status: 'ACTIVE' }, operator)
const add = (eventId: string, stock: number | undefined, ports: EventPorts = world.ports) =>
  eventUseCases(ports).addReward(
    { eventId, expectedRevision: 2, reward: reward('rwd_b', { stock }) },
    operator,
  )
const raise = (eventId: string, stock: number, ports: EventPorts = world.ports) =>
  eventUseCases(ports).updateReward(
    { eventId, expectedRevision: 2, reward: reward('rwd_a', { stock }) },
    operator,
  )

async function eventOf(id: string) {
  const stored = await world.ports.events.get(id)
  if (!stored) throw new Error(`there is no event ${id}`)
  return stored.value
}

describe('an event that becomes ACTIVE', () => {
  test('has the buckets of its limited rewards, and of those alone, before it is', async () => {
    const id = await made(reward('rwd_a', { stock: 350 }), reward('rwd_b'), reward('rwd_c', { stock: 1 }))
    const { value } = await activate(id)
    expect(value).toMatchObject({ status: 'ACTIVE', revision: 2 })
    expect(value).not.toHaveProperty('bucketsOwed')
    expect(await capsOf(world, id, 'rwd_a')).toEqual([200, 150])
    expect(await capsOf(world, id, 'rwd_b')).toEqual([])
    expect(await capsOf(world, id, 'rwd_c')).toEqual([1])
    expect((await world.buckets.get(`${id}:rwd_a:1`))?.value).toEqual({
      eventId: id,
      rewardId: 'rwd_a',
      rewardKey: `${id}:rwd_a`,
      k: 1,
      cap: 150,
      holders: [],
      room: 150,
      settled: false,
    })
  })

  test('has them once, whoever else activates it at the same time', async () => {
    const id = await made(reward('rwd_a', { stock: 450 }))
    await Promise.all(Array.from({ length: 8 }, () => activate(id)))
    expect(await eventOf(id)).toMatchObject({ revision: 2, buckets: { rwd_a: [200, 200, 50] } })
    expect(await capsOf(world, id, 'rwd_a')).toEqual([200, 200, 50])
  })

  test('keeps who holds units when it is paused and resumed', async () => {
    const id = await made(reward('rwd_a', { stock: 5 }))
    await activate(id)
    const bucket = `${id}:rwd_a:0`
    await world.buckets.update(bucket, value => value && { ...value, holders: ['c#1'], room: 4 })
    await world.does.changeEventStatus({ eventId: id, expectedRevision: 2, status: 'INACTIVE' }, operator)
    await activate(id, 3)
    expect((await world.buckets.get(bucket))?.value.holders).toEqual(['c#1'])
  })

  test('does not when it was changed meanwhile, and nothing is laid out', async () => {
    const id = await made(reward('rwd_a', { stock: 5 }))
    await world.does.updateReward(
      { eventId: id, expectedRevision: 1, reward: reward('rwd_a', { stock: 4 }) },
      operator,
    )
    expect(await refusalOf(activate(id))).toMatchObject({ reason: 'REVISION_MISMATCH' })
    expect(await eventOf(id)).toMatchObject({ status: 'READY', buckets: {} })
  })
})

/** Writes of an activation with 350 units: layout, two buckets, none owed, ACTIVE. */
const DEATHS: readonly Death[] = [1, 2, 3, 4, 5].flatMap(write => [
  { write, when: 'before' as const },
  { write, when: 'after' as const },
])

describe('a process that dies while it activates', () => {
  for (const death of DEATHS) {
    const name = `${death.when} its write no. ${death.write}`

    test(`${name} leaves what a retry finishes`, async () => {
      const id = await made(reward('rwd_a', { stock: 350 }))
      await expect(activate(id, 1, dyingPorts(world.ports, death))).rejects.toThrow(Died)
      await activate(id)
      expect(await eventOf(id)).toMatchObject({ status: 'ACTIVE', revision: 2 })
      expect(await capsOf(world, id, 'rwd_a')).toEqual([200, 150])
    })

    test(`${name} leaves what the sweep finishes, and the activation to its operator`, async () => {
      const id = await made(reward('rwd_a', { stock: 350 }))
      await expect(activate(id, 1, dyingPorts(world.ports, death))).rejects.toThrow(Died)
      await world.does.sweepEvents()
      const event = await eventOf(id)
      expect(event).not.toHaveProperty('bucketsOwed')
      expect(await capsOf(world, id, 'rwd_a')).toEqual(event.buckets.rwd_a ?? [])
      expect(event.dueAt).toBe(event.status === 'ACTIVE' ? event.endsAtMs : undefined)
    })
  }

  test('leaves stock that can be raised, but not lowered, before the next try', async () => {
    const id = await made(reward('rwd_a', { stock: 250 }))
    await expect(activate(id, 1, dyingPorts(world.ports, { write: 2, when: 'before' }))).rejects.toThrow(Died)
    const update = (stock: number) =>
      world.does.updateReward(
        { eventId: id, expectedRevision: 1, reward: reward('rwd_a', { stock }) },
        operator,
      )
    expect(await refusalOf(update(249))).toMatchObject({
      kind: 'failed_precondition',
      reason: 'STOCK_LOWERED',
    })
    await update(350)
    await activate(id, 2)
    expect(await capsOf(world, id, 'rwd_a')).toEqual([200, 50, 100])
  })
})

describe('raised stock', () => {
  test('of an ACTIVE event is there when the call returns', async () => {
    const id = await made(reward('rwd_a', { stock: 250 }))
    await activate(id)
    await raise(id, 350)
    expect(await capsOf(world, id, 'rwd_a')).toEqual([200, 50, 100])
    expect((await eventOf(id)).dueAt).toBe((await eventOf(id)).endsAtMs)
  })

  test.each(
    [1, 2, 3, 4].flatMap(
      write =>
        [
          { write, when: 'before' },
          { write, when: 'after' },
        ] as const,
    ),
  )(
    'is never more than the event says, and in the end as much, when its process dies $when its write no. $write',
    async death => {
      const id = await made(reward('rwd_a', { stock: 250 }))
      await activate(id)
      await expect(raise(id, 350, dyingPorts(world.ports, death))).rejects.toThrow(Died)
      expect(sum(await capsOf(world, id, 'rwd_a'))).toBeLessThanOrEqual(
        (await eventOf(id)).rewards[0]?.stock ?? 0,
      )
      await world.does.sweepEvents()
      expect(sum(await capsOf(world, id, 'rwd_a'))).toBe((await eventOf(id)).rewards[0]?.stock)
      await raise(id, 350)
      expect(await capsOf(world, id, 'rwd_a')).toEqual([200, 50, 100])
      expect(await eventOf(id)).toMatchObject({ revision: 3 })
    },
  )
})

describe('a limited reward that is added to an ACTIVE event', () => {
  test.each(
    [1, 2, 3, 4].flatMap(
      write =>
        [
          { write, when: 'before' },
          { write, when: 'after' },
        ] as const,
    ),
  )(
    'cannot be claimed before its buckets are there, though its process dies $when its write no. $write',
    async death => {
      const id = await made(reward('rwd_a'))
      await activate(id)
      await expect(add(id, 150, dyingPorts(world.ports, death))).rejects.toThrow(Died)
      const isClaimable = (await eventOf(id)).rewards.some(({ rewardId }) => rewardId === 'rwd_b')
      expect(isClaimable).toBe(death.write === 4 && death.when === 'after')
      if (isClaimable) expect(await capsOf(world, id, 'rwd_b')).toEqual([150])
      const { value } = await add(id, 150)
      expect(value).toMatchObject({ revision: 3, rewards: [{}, { rewardId: 'rwd_b', stock: 150 }] })
      expect(await capsOf(world, id, 'rwd_b')).toEqual([150])
    },
  )

  test('takes up what an earlier try laid out, and cannot be smaller', async () => {
    const id = await made(reward('rwd_a'))
    await activate(id)
    await expect(add(id, 150, dyingPorts(world.ports, { write: 3, when: 'after' }))).rejects.toThrow(Died)
    for (const less of [149, undefined])
      expect(await refusalOf(add(id, less))).toMatchObject({ reason: 'STOCK_LOWERED' })
    await add(id, 250)
    expect(await capsOf(world, id, 'rwd_b')).toEqual([150, 100])
  })

  test('needs none while the event is READY', async () => {
    const id = await made(reward('rwd_a'))
    const request = { eventId: id, expectedRevision: 1, reward: reward('rwd_b', { stock: 5 }) }
    expect((await world.does.addReward(request, operator)).value.buckets).toEqual({})
  })
})
