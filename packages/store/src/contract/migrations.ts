import { describe, expect, it } from 'vitest'
import type { KeptStore } from '../driver.ts'
import { StoreUnavailable } from '../errors.ts'
import { type MigrateOptions, migrate } from '../keeping/migrate.ts'
import { POSITIONS } from '../keeping/positions.ts'
import type { Unreadable } from '../keeping/upgrade-step.ts'
import type { CollectionDeclaration } from '../port.ts'
import { storeOver } from '../store-over.ts'
import { faulty } from './faulty-driver.ts'
import { atOnce, places } from './places.ts'
import type { ContractSubject } from './subject.ts'
import { plusOne, THINGS, THINGS_2, THINGS_3, type Thing } from './things.ts'

const MANY = 95

/** Documents of the version before are brought to the declared one. */
export function migrations(subject: ContractSubject): void {
  describe('a migration', () => {
    const at = places(subject)
    const open = (declaration: CollectionDeclaration) => at.driver([declaration, POSITIONS])
    const thingsIn = (store: KeptStore, declaration: CollectionDeclaration) =>
      storeOver(store).collection<Thing>(declaration)
    const revsAndVersions = async (store: KeptStore) =>
      (await store.records(THINGS_2).scan(undefined, 1000)).map(({ rev, version }) => `${rev} v${version}`)

    /** A store of the second version over documents that a program of the first one wrote. */
    async function withOlder(count = MANY): Promise<KeptStore> {
      const things = thingsIn(await open(THINGS), THINGS)
      await atOnce(count, n => things.insertOnce(`thing_${n}`, { count: n }))
      return open(THINGS_2)
    }

    it('writes each older document once, upgraded, and nothing when it is run again', async () => {
      const store = await withOlder()
      await thingsIn(store, THINGS_2).insertOnce('thing_new', { holders: ['mine'] })
      expect(await migrate(store, THINGS_2, { step: 10 })).toEqual({
        passed: MANY + 1,
        migrated: MANY,
        unreadable: 0,
        finished: true,
        resumed: false,
      })
      const after = await store.records(THINGS_2).scan(undefined, 1000)
      expect(after.filter(({ version, rev }) => version === 2 && rev === 2)).toHaveLength(MANY)
      expect(after.find(({ id }) => id === 'thing_7')?.value).toEqual({ count: 7, holders: ['was 7'] })
      expect(after.find(({ id }) => id === 'thing_new')).toMatchObject({
        rev: 1,
        value: { holders: ['mine'] },
      })
      expect(await migrate(store, THINGS_2)).toMatchObject({ migrated: 0, resumed: false, finished: true })
      expect(await store.records(THINGS_2).scan(undefined, 1000)).toEqual(after)
    })

    it('is stopped between two steps, and gone on with there', async () => {
      const store = await withOlder()
      const stop = new AbortController()
      const steps: number[] = []
      const onProgress: MigrateOptions['onProgress'] = ({ migrated }) => {
        steps.push(migrated)
        if (steps.length === 3) stop.abort()
      }
      const first = await migrate(store, THINGS_2, { step: 10, onProgress, signal: stop.signal })
      expect(first).toMatchObject({ passed: 30, migrated: 30, finished: false })
      expect(steps).toEqual([10, 20, 30])
      const second = await migrate(await open(THINGS_2), THINGS_2, { step: 10 })
      expect(second).toMatchObject({ passed: MANY, migrated: MANY - 30, finished: true, resumed: true })
      expect(await revsAndVersions(store)).toEqual(Array(MANY).fill('2 v2'))
      expect(await migrate(store, THINGS_2)).toMatchObject({ passed: MANY, migrated: 0, resumed: false })
    })

    it('that died goes on where it was, and writes no document twice', async () => {
      const store = await withOlder()
      let writes = 0
      const dying: KeptStore = {
        ...faulty(store, () => {
          if (writes++ === 47) throw new Error('killed')
          return 'answered'
        }),
        records: declaration => {
          if (writes > 47) throw new Error('killed')
          return store.records(declaration)
        },
      }
      const first = migrate(dying, THINGS_2, { step: 10 }).then(
        ({ unreadable }) => `unreadable: ${unreadable}`,
        error => String(error),
      )
      expect(await first).toBe('Error: killed')
      const second = await migrate(store, THINGS_2, { step: 10 })
      expect(second).toMatchObject({ finished: true, resumed: true })
      expect(await revsAndVersions(store)).toEqual(Array(MANY).fill('2 v2'))
    })

    it('bears lost answers and lost writes', async () => {
      const store = await withOlder(40)
      let writes = 0
      const lossy = faulty(
        store,
        () => (['answered', 'answer lost', 'write lost'] as const)[writes++ % 3] ?? 'answered',
      )
      const records = store.records.bind(store)
      expect(await migrate({ ...lossy, records }, THINGS_2, { step: 10 })).toMatchObject({ migrated: 40 })
      expect(await revsAndVersions(store)).toEqual(Array(40).fill('2 v2'))
    })

    it('loses no write of services of either version that go on meanwhile', async () => {
      const store = await withOlder(20)
      const [older, newer] = [thingsIn(await open(THINGS), THINGS), thingsIn(await open(THINGS_2), THINGS_2)]
      let over = false
      const written: string[] = []
      const write = async (things: typeof older, name: string, seed: number) => {
        for (let n = seed; !over; n += 7) {
          await things.update(`thing_${n % 20}`, plusOne).then(
            () => written.push(name),
            // A program of the version before is refused where the migration has been.
            error => error.name === 'NewerDocument' || Promise.reject(error),
          )
          await new Promise(resolve => setImmediate(resolve))
        }
      }
      const writers = [write(older, 'older', 0), write(newer, 'newer', 3)]
      while (new Set(written).size < 2) await new Promise(resolve => setImmediate(resolve))
      const migration = await migrate(store, THINGS_2, { step: 3 })
      over = true
      await Promise.all(writers)
      expect(migration).toMatchObject({ finished: true, unreadable: 0 })
      const found = await store.records(THINGS_2).scan(undefined, 1000)
      expect(found.map(({ version }) => version)).toEqual(Array(20).fill(2))
      const counted = found.reduce((sum, { value }) => sum + ((value as Thing).count ?? 0), 0)
      expect(counted - (19 * 20) / 2).toBe(written.length)
    })

    it('comes back to a document that a service of the version before wrote between its look and its write', async () => {
      const store = await withOlder(5)
      const older = thingsIn(await open(THINGS), THINGS)
      let looks = 0
      const interrupted: KeptStore = {
        ...store,
        records: declaration => {
          const records = store.records(declaration)
          const scan = async (after: string | undefined, limit: number) => {
            const found = await records.scan(after, limit)
            looks += 1
            if (looks === 1) await older.update('thing_3', plusOne)
            return found
          }
          return { size: () => records.size(), restore: kept => records.restore(kept), scan }
        },
      }
      expect(await migrate(interrupted, THINGS_2)).toMatchObject({ passed: 5, migrated: 5, unreadable: 0 })
      const found = (await store.records(THINGS_2).scan(undefined, 10)).find(({ id }) => id === 'thing_3')
      expect(found).toMatchObject({ rev: 3, version: 2, value: { count: 4, holders: ['was 4'] } })
    })

    it('fails when the store does, and takes no document for unreadable then', async () => {
      const store = await withOlder(5)
      const records = store.records.bind(store)
      const gone = faulty(store, () => {
        throw new StoreUnavailable()
      })
      const named: Unreadable[] = []
      const failing = migrate({ ...gone, records }, THINGS_2, { onUnreadable: each => void named.push(each) })
      await expect(failing).rejects.toThrow(StoreUnavailable)
      expect(named).toEqual([])
    })

    it('may run twice at once: each document is written once', async () => {
      const stores = [await withOlder(), await open(THINGS_2)]
      const both = await Promise.all(stores.map(store => migrate(store, THINGS_2, { step: 10 })))
      expect(both.reduce((sum, { migrated }) => sum + migrated, 0)).toBe(MANY)
      expect(await revsAndVersions(stores[0] as KeptStore)).toEqual(Array(MANY).fill('2 v2'))
    })

    it('names what it cannot read, at each run, and brings the others on', async () => {
      const older = thingsIn(await open(THINGS), THINGS)
      await atOnce(30, n => older.insertOnce(`thing_${n}`, n === 12 ? { group: 'bad' } : { count: n }))
      const careful: CollectionDeclaration = {
        ...THINGS_2,
        upgrade: before => {
          if (!('count' in before)) throw new Error('it has no count')
          return before
        },
      }
      const store = await open(careful)
      for (const run of [0, 1]) {
        const named: Unreadable[] = []
        const onUnreadable = (document: Unreadable) => void named.push(document)
        const result = await migrate(store, careful, { step: 7, onUnreadable })
        expect(result).toMatchObject({
          migrated: run === 0 ? 29 : 0,
          unreadable: 1,
          passed: 30,
          finished: true,
        })
        expect(named).toEqual([{ id: 'thing_12', version: 1, reason: 'it has no count' }])
      }
    })

    it('leaves documents that are newer, or older than the version before, and says which', async () => {
      await withOlder(1)
      const newest = thingsIn(await open(THINGS_3), THINGS_3)
      await newest.insertOnce('thing_later', {})
      const told = async (declaration: CollectionDeclaration) => {
        const reasons: string[] = []
        await migrate(await open(declaration), declaration, {
          onUnreadable: ({ reason }) => reasons.push(reason),
        })
        return reasons
      }
      expect(await told(THINGS_3)).toEqual([
        expect.stringMatching(/^things thing_0 is of version 1, which this/),
      ])
      expect(await told(THINGS_2)).toEqual(['things thing_later is of version 3; this program knows 2'])
    })

    it('of a later version begins anew, wherever the one before was stopped', async () => {
      const store = await withOlder()
      const stop = new AbortController()
      const onProgress = ({ passed }: { passed: number }) => passed >= 50 && stop.abort()
      await migrate(store, THINGS_2, { step: 10, onProgress, signal: stop.signal })
      const result = await migrate(await open(THINGS_3), THINGS_3)
      expect(result).toMatchObject({ passed: MANY, migrated: 50, unreadable: MANY - 50, resumed: false })
    })
  })
}
