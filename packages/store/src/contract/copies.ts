import { describe, expect, it } from 'vitest'
import type { KeptStore } from '../driver.ts'
import { copyCollection } from '../keeping/copy.ts'
import { type Difference, differences, digestOf } from '../keeping/digest.ts'
import { POSITIONS } from '../keeping/positions.ts'
import { storeOver } from '../store-over.ts'
import { atOnce, places } from './places.ts'
import type { ContractSubject } from './subject.ts'
import { plusOne, THINGS, type Thing } from './things.ts'

const MANY = 95

/** Documents are brought from one store to another, and both are compared. */
export function copies(subject: ContractSubject): void {
  describe('a copy', () => {
    const at = places(subject)
    const openTarget = () => at.elsewhere([THINGS, POSITIONS])
    async function newSource(): Promise<KeptStore> {
      const store = await at.driver()
      const things = storeOver(store).collection<Thing>(THINGS)
      await atOnce(MANY, n =>
        things.insertOnce(`thing_${n}`, { count: n, body: { b: [n, null, 'é😀'], a: 0.1 } }),
      )
      await atOnce(9, n => things.update(`thing_${n}`, plusOne))
      return store
    }
    const bothDigests = (from: KeptStore, to: KeptStore) =>
      Promise.all([from, to].map(store => digestOf(store.records(THINGS))))
    const differencesOf = (from: KeptStore, to: KeptStore): Promise<Difference[]> =>
      Array.fromAsync(differences(from.records(THINGS), to.records(THINGS)))

    it('has every document as it was, and the same digest', async () => {
      const [from, to] = [await newSource(), await openTarget()]
      expect(await copyCollection(from, to, THINGS, { step: 10 })).toEqual({ copied: MANY, finished: true })
      const all = await from.records(THINGS).scan(undefined, 1000)
      expect(await to.records(THINGS).scan(undefined, 1000)).toEqual(all)
      const [source, target] = await bothDigests(from, to)
      expect(source).toEqual({ count: MANY, checksum: expect.stringMatching(/^[0-9a-f]{64}$/) })
      expect(target).toEqual(source)
      expect(await differencesOf(from, to)).toEqual([])
    })

    it('is stopped between two steps, gone on with there, and does nothing once it is whole', async () => {
      const [from, to] = [await newSource(), await openTarget()]
      const stop = new AbortController()
      const onProgress = ({ copied }: { copied: number }) => copied >= 40 && stop.abort()
      const first = await copyCollection(from, to, THINGS, { step: 10, onProgress, signal: stop.signal })
      expect(first).toEqual({ copied: 40, finished: false })
      expect(await to.records(THINGS).size()).toBe(40)
      const steps: number[] = []
      const second = { step: 10, onProgress: ({ copied }: { copied: number }) => void steps.push(copied) }
      expect(await copyCollection(from, await openTarget(), THINGS, second)).toEqual({
        copied: MANY,
        finished: true,
      })
      expect(steps).toEqual([50, 60, 70, 80, 90, 95])
      await copyCollection(from, to, THINGS, second)
      expect(steps).toHaveLength(6)
      expect(await differencesOf(from, to)).toEqual([])
    })

    it('that died in the middle of a step is gone on with', async () => {
      const [from, to] = [await newSource(), await openTarget()]
      const some = (await from.records(THINGS).scan(undefined, 1000)).slice(3, 27)
      await to.records(THINGS).restore(some)
      expect(await copyCollection(from, to, THINGS, { step: 10 })).toEqual({ copied: MANY, finished: true })
      expect(await differencesOf(from, to)).toEqual([])
    })

    it('is told from its source by every single thing that differs', async () => {
      const [from, to] = [await newSource(), await openTarget()]
      const things = storeOver(to).collection<Thing>(THINGS)
      await things.insertOnce('thing_3', { count: 4 })
      await things.insertOnce('thing_alone', {})
      await copyCollection(from, to, THINGS)
      await storeOver(from).collection<Thing>(THINGS).insertOnce('thing_late', {})
      const [source, target] = await bothDigests(from, to)
      expect([source?.count, target?.count]).toEqual([MANY + 1, MANY + 1])
      expect(source?.checksum).not.toBe(target?.checksum)
      expect((await differencesOf(from, to)).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
        { id: 'thing_3', what: 'differs' },
        { id: 'thing_alone', what: 'is in the target alone' },
        { id: 'thing_late', what: 'is missing in the target' },
      ])
    })

    it('is compared by id, rev, version, operations and value', async () => {
      const to = (await openTarget()).records(THINGS)
      const kept = { id: 'a', rev: 1, version: 1, operations: ['o.1'], value: { x: 1, y: { b: 1, a: 2 } } }
      await to.restore([kept])
      const { checksum } = await digestOf(to)
      const other = async (change: object) => {
        const records = {
          ...to,
          size: async () => 1,
          scan: async (after?: string) => (after ? [] : [{ ...kept, ...change }]),
        }
        return (await digestOf(records)).checksum
      }
      expect(await other({ value: { y: { a: 2, b: 1 }, x: 1 } })).toBe(checksum)
      const changes = [
        { id: 'b' },
        { rev: 2 },
        { version: 2 },
        { operations: ['o.2'] },
        { value: { x: 1, y: {} } },
      ]
      for (const change of changes) expect(await other(change)).not.toBe(checksum)
    })

    it('of nothing is empty', async () => {
      const [from, to] = [await at.driver(), await openTarget()]
      expect(await copyCollection(from, to, THINGS)).toEqual({ copied: 0, finished: true })
      expect(await digestOf(to.records(THINGS))).toEqual({ count: 0, checksum: '0'.repeat(64) })
    })
  })
}
