import { startMeasuring } from '@rewards/telemetry/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { StoreUnavailable } from '../src/errors.ts'
import { observedStore } from '../src/observed-store.ts'
import type { CollectionDeclaration, Store } from '../src/port.ts'
import { openSqliteStore } from '../src/sqlite/open.ts'
import { newSqlitePlace } from './sqlite-place.ts'

const THINGS: CollectionDeclaration = { name: 'things', holds: 'things', indexes: [], due: 'what waits' }

let place: Awaited<ReturnType<typeof newSqlitePlace>>
let store: Store
beforeEach(async () => {
  place = await newSqlitePlace()
  store = await openSqliteStore({ file: place.file, collections: [THINGS] })
})
afterEach(async () => {
  await store.close()
  await place.remove()
})

it('is the store itself while nobody measures', () => {
  expect(observedStore(store, [THINGS], 'sqlite')).toBe(store)
})

it('does what the store does, and counts each operation by collection and kind', async () => {
  await using measured = await startMeasuring()
  const things = observedStore(store, [THINGS], 'sqlite').collection<{ n: number }>(THINGS)
  expect(await things.insertOnce('a', { n: 1 })).toBe(true)
  expect(await things.insertOnce('a', { n: 2 })).toBe(false)
  expect((await things.update('a', thing => thing && { n: thing.n + 1 })).stored?.value).toEqual({ n: 2 })
  expect((await things.getMany(['a', 'b'])).map(thing => thing?.value.n)).toEqual([2, undefined])
  expect((await things.updateMany([{ id: 'b', decide: () => ({ n: 9 }) }])).length).toBe(1)
  expect((await things.get('b'))?.value).toEqual({ n: 9 })
  expect(await measured.values('db_client_operation_duration_count')).toEqual({
    'get sqlite things': 1,
    'get_many sqlite things': 1,
    'insert_once sqlite things': 2,
    'sqlite things update': 1,
    'sqlite things update_many': 1,
  })
})

it('passes a failure on, and counts it by its kind', async () => {
  await using measured = await startMeasuring()
  const failing = {
    ...store,
    collection: () => ({ get: () => Promise.reject(new StoreUnavailable('gone')), due: async () => [] }),
  } as unknown as Store
  const things = observedStore(failing, [THINGS], 'mongodb').collection(THINGS)
  await expect(things.get('a')).rejects.toThrow(StoreUnavailable)
  expect(await measured.values('db_client_operation_duration_count')).toEqual({
    'StoreUnavailable get mongodb things': 1,
  })
})

it('shows what is overdue, and for how long', async () => {
  await using measured = await startMeasuring()
  const things = observedStore(store, [THINGS], 'sqlite').collection<{ dueAt?: number }>(THINGS)
  expect(await measured.values('rewards_owed_overdue')).toEqual({ things: 0 })
  expect(await measured.values('rewards_owed_oldest_age')).toEqual({ things: 0 })
  await things.insertOnce('late', { dueAt: Date.now() - 90_000 })
  await things.insertOnce('later', { dueAt: Date.now() - 30_000 })
  await things.insertOnce('in time', { dueAt: Date.now() + 90_000 })
  await things.insertOnce('done', {})
  expect(await measured.values('rewards_owed_overdue')).toEqual({ things: 2 })
  expect((await measured.values('rewards_owed_oldest_age')).things).toBeGreaterThanOrEqual(90)
})
