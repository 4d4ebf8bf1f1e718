import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { simulatedSurroundings } from '../src/contract/simulated.ts'
import { COLLECTIONS, THINGS, type Thing } from '../src/contract/things.ts'
import type { Store } from '../src/port.ts'
import { openSqliteStore } from '../src/sqlite/open.ts'
import type { Surroundings } from '../src/surroundings.ts'
import { newSqlitePlace } from './sqlite-place.ts'

describe('while another process holds the lock', () => {
  let place: Awaited<ReturnType<typeof newSqlitePlace>>
  let store: Store
  let holder: DatabaseSync
  beforeEach(async () => {
    place = await newSqlitePlace()
  })
  afterEach(async () => {
    if (holder.isTransaction) holder.exec('ROLLBACK')
    holder.close()
    await store.close()
    await place.remove()
  })
  async function thingsUnderLock(surroundings?: Surroundings) {
    store = await openSqliteStore({
      file: place.file,
      collections: COLLECTIONS,
      ...(surroundings && { surroundings }),
    })
    holder = new DatabaseSync(place.file)
    holder.exec('BEGIN IMMEDIATE')
    return store.collection<Thing>(THINGS)
  }

  it('a write waits, the event loop turns, reads are answered; then the write is made', async () => {
    const things = await thingsUnderLock()
    let settled = false
    const write = things.insertOnce('thing_1', {}).finally(() => {
      settled = true
    })
    await wait(30)
    expect(settled).toBe(false)
    expect(await things.get('thing_1')).toBeUndefined()
    holder.exec('COMMIT')
    expect(await write).toBe(true)
  })

  it('everybody who waits is told in the end that nothing was written', async () => {
    const surroundings = simulatedSurroundings()
    const things = await thingsUnderLock(surroundings)
    const began = surroundings.now()
    const writes = await Promise.allSettled(
      Array.from({ length: 600 }, (_, n) => things.insertOnce(`thing_${n}`, {})),
    )
    for (const write of writes) expect(write).toMatchObject({ reason: { name: 'StoreUnavailable' } })
    // Simulated time: the hindmost waited no longer than the first.
    expect(surroundings.now() - began).toBeLessThan(6_000)
    holder.exec('COMMIT')
    expect(await things.insertOnce('thing_1', {})).toBe(true)
  })

  it('opening waits too', async () => {
    await thingsUnderLock()
    const opening = openSqliteStore({ file: place.file, collections: COLLECTIONS })
    await wait(30)
    holder.exec('COMMIT')
    const second = await opening
    await second.ping()
    await second.close()
  })
})
