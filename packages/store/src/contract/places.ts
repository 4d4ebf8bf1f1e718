import { afterEach, beforeEach } from 'vitest'
import type { KeptStore } from '../driver.ts'
import type { Collection, Store, StoreDeclaration } from '../port.ts'
import { type StoreOptions, storeOver } from '../store-over.ts'
import type { ContractSubject, Place } from './subject.ts'
import { COLLECTIONS, THINGS, type Thing } from './things.ts'

/** One new place per test, with as many openings as the test likes; all are closed and removed behind it. */
export function places(subject: ContractSubject) {
  let place: Place
  let another: Place | undefined
  let opened: { close(): Promise<void> }[]
  beforeEach(async () => {
    place = await subject.newPlace()
    another = undefined
    opened = []
  })
  afterEach(async () => {
    for (const each of opened) await each.close()
    await place.remove()
    await another?.remove()
  })

  async function open(where: Place, collections: StoreDeclaration): Promise<KeptStore> {
    const it = await where.open(collections)
    opened.push(it)
    return it
  }
  const driver = (collections = COLLECTIONS) => open(place, collections)
  /** The same on a second place. */
  async function elsewhere(collections = COLLECTIONS): Promise<KeptStore> {
    another ??= await subject.newPlace()
    return open(another, collections)
  }
  async function store(options?: StoreOptions): Promise<Store> {
    return storeOver(await driver(), options)
  }
  return {
    driver,
    elsewhere,
    store,
    things: async (options?: StoreOptions): Promise<Collection<Thing>> =>
      (await store(options)).collection<Thing>(THINGS),
    place: () => place,
  }
}

export const range = (length: number): readonly number[] => Array.from({ length }, (_, at) => at)

export const atOnce = <R>(times: number, call: (at: number) => Promise<R>): Promise<R[]> =>
  Promise.all(range(times).map(call))
