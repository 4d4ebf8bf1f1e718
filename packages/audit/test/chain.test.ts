import { mongoForTests } from '@rewards/mongodb/testing'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sweepAudit, withAuditedCall } from '../src/index.ts'
import { mongoPlace, type Place, sqlitePlace } from './places.ts'
import { openWorld, someCall, type World } from './world.ts'

const mongo = await mongoForTests(process.env)
afterAll(() => mongo.stop())

describe('on SQLite', () => moving(sqlitePlace))
describe.skipIf(mongo.missing)(`on ${mongo.name}`, () => moving(() => mongoPlace(mongo)))

function moving(newPlace: () => Promise<Place>): void {
  let place: Place
  let world: World
  let opened: World[]
  beforeEach(async () => {
    place = await newPlace()
    opened = []
    world = await open()
  })
  afterEach(async () => {
    for (const each of opened) await each.close()
    await place.remove()
  })
  async function open(): Promise<World> {
    const it = await openWorld(place)
    opened.push(it)
    return it
  }

  it('keeps the entry with the change, then moves it into the chain, and leaves nothing owed', async () => {
    await world.change('dor_1', { open: true, code: 'secret' }, someCall({ actorId: 'usr_bob' }))
    expect((await world.doors.get('dor_1'))?.value).toHaveProperty('owedAudit')
    expect(await world.sweep()).toBe(1)
    expect(await world.sweep()).toBe(0)
    expect((await world.doors.get('dor_1'))?.value).toEqual({ open: true, code: 'secret' })
    expect(await world.entries()).toMatchObject([
      {
        sequence: 1,
        actorId: 'usr_bob',
        targetKind: 'door',
        targetId: 'dor_1',
        after: { open: 'true' },
        outcome: 'DONE',
      },
    ])
  })

  it('moves the entries of a document in the order of its changes', async () => {
    await world.change('dor_1', { open: true })
    await world.change('dor_1', { open: false })
    await world.sweep()
    const entries = await world.entries()
    expect(entries.map(({ before, after }) => [before, after])).toEqual([
      [undefined, { open: 'true' }],
      [{ open: 'true' }, { open: 'false' }],
    ])
  })

  it('does not double an entry whose mover died before it was struck off', async () => {
    await world.change('dor_1', { open: true })
    const dying = {
      ...world.kept,
      page: world.kept.page.bind(world.kept),
      update: () => Promise.reject(new Error('died')),
    }
    await sweepAudit({ ...world.ports, collections: [dying] })(new AbortController().signal)
    expect(world.notMoved).toEqual(['dor_1'])
    expect(await world.sweep()).toBe(1)
    expect(await world.entries()).toHaveLength(1)
    expect((await world.doors.get('dor_1'))?.value).toEqual({ open: true })
  })

  it('strikes off only what was moved, not what was owed meanwhile', async () => {
    await world.change('dor_1', { open: true })
    const update: typeof world.kept.update = async (id, decide) => {
      await world.change('dor_1', { open: false })
      return world.kept.update(id, decide)
    }
    const busy = { page: world.kept.page.bind(world.kept), update }
    await sweepAudit({ ...world.ports, collections: [busy] })(new AbortController().signal)
    expect(await world.entries()).toHaveLength(1)
    await world.sweep()
    expect((await world.entries()).map(({ after }) => after)).toEqual([{ open: 'true' }, { open: 'false' }])
  })

  it('makes one chain of what three processes move at once, with every entry once', async () => {
    const others = [await open(), await open()]
    const ids = Array.from({ length: 20 }, (_, at) => `dor_${at}`)
    await Promise.all(ids.map(id => world.change(id, { open: true })))
    await Promise.all([world, ...others].map(each => each.sweep()))
    const entries = await world.entries()
    expect(entries.map(({ sequence }) => sequence)).toEqual(ids.map((_, at) => at + 1))
    expect(new Set(entries.map(({ targetId }) => targetId)).size).toBe(ids.length)
    expect((await world.verify()).problems).toEqual([])
  })

  it('has an entry for each way in which a document is written, and none outside a call', async () => {
    await withAuditedCall(someCall(), async () => {
      await world.doors.insertOnce('dor_1', { open: true })
      await world.doors.updateMany([{ id: 'dor_2', decide: () => ({ open: true }) }])
    })
    await world.doors.update('dor_3', () => ({ open: true }))
    await world.sweep()
    expect((await world.entries()).map(({ targetId }) => targetId)).toEqual(['dor_1', 'dor_2'])
  })

  it('tells two calls apart that write at the same time', async () => {
    const actors = Array.from({ length: 16 }, (_, at) => `usr_${at}`)
    const open = (actorId: string) => world.change(`dor_${actorId}`, { open: true }, someCall({ actorId }))
    await Promise.all(actors.map(open))
    await world.sweep()
    const entries = await world.entries()
    expect(entries.every(({ actorId, targetId }) => targetId === `dor_${actorId}`)).toBe(true)
    expect(entries).toHaveLength(16)
  })

  it('finds the chain whole after it was read back from the store', async () => {
    await world.change(
      'dor_1',
      { open: true },
      someCall({ onBehalfOf: 'usr_cid', address: '192.0.2.7', userAgent: 'curl/8' }),
    )
    await world.change('dor_1', { open: false })
    await world.sweep()
    const { problems, last } = await world.verify()
    expect({ problems, last: last?.sequence }).toEqual({ problems: [], last: 2 })
  })
}
