import { afterEach, describe, expect, it } from 'vitest'
import { atOnce, places, range } from './places.ts'
import { startWriter, type Writer } from './start-writer.ts'
import type { Category, ContractSubject } from './subject.ts'
import { plusOne, THINGS, type Thing } from './things.ts'
import { CALLERS, SHARED, writtenBy } from './writings.ts'

/** Several openings of one store: one after the other, at once, in other processes, and ended by a kill. */
export function openings(subject: ContractSubject): void {
  describe('openings of one store', () => {
    const at = places(subject)
    const writers: Writer[] = []
    afterEach(() => {
      for (const writer of writers.splice(0)) writer.kill()
    })
    function start(name: string, rounds: number): Writer {
      const writer = startWriter(at.place(), name, rounds)
      writers.push(writer)
      return writer
    }
    const shown = (category: Category, title: string, test: () => Promise<void>) => {
      const reason = subject.cannotShow?.[category]
      if (reason === undefined) it(title, test, 60_000)
      else it.skip(`${title} (cannot be shown: ${reason})`)
    }

    it('see each other’s writes at once', async () => {
      const [one, two] = [await at.things(), await at.things()]
      await one.insertOnce('thing_1', { group: 'a', at: 1 })
      expect((await two.get('thing_1'))?.rev).toBe(1)
      await two.update('thing_1', plusOne)
      expect((await one.get('thing_1'))?.value.count).toBe(1)
      expect(await two.count({ index: 'by_group' })).toBe(1)
    })

    it('may begin at the same moment on a store that is not there yet', async () => {
      const stores = await atOnce(4, () => at.things())
      await Promise.all(stores.map(things => things.update('thing_1', plusOne)))
      expect((await stores[0]?.get('thing_1'))?.value.count).toBe(4)
    })

    it('find what the ones before have left', async () => {
      const before = await at.store()
      await before.collection<Thing>(THINGS).insertOnce('thing_1', { count: 1 })
      await before.close()
      expect((await (await at.things()).get('thing_1'))?.value).toEqual({ count: 1 })
    })

    it('finish what is under way when they close, and refuse what comes later', async () => {
      const store = await at.store()
      const things = store.collection<Thing>(THINGS)
      const underWay = atOnce(8, n => things.insertOnce(`thing_${n}`, {}))
      await store.ping()
      await store.close()
      await store.close()
      expect(await underWay).toEqual(Array(8).fill(true))
      const later = [() => things.get('thing_1'), () => things.insertOnce('thing_9', {}), () => store.ping()]
      for (const call of later) await expect(call()).rejects.toMatchObject({ name: 'StoreUnavailable' })
    })

    shown('several processes', 'in two processes write at once, and every write is there', async () => {
      const rounds = 30
      const started = ['left', 'right'].map(name => start(name, rounds))
      for (const writer of started) expect(await writer.ended).toBe('exit 0')
      const things = await at.things()
      expect((await things.get(SHARED))?.value.count).toBe(2 * rounds * CALLERS)
      for (const name of ['left', 'right'])
        expect(await things.count({ index: 'by_group', equals: { group: name } })).toBe(rounds * CALLERS)
    })

    shown('several processes', 'in two processes let both go on while both write', async () => {
      const [left, right] = [start('left', 0), start('right', 0)]
      for (const writer of [left, right, left, right]) await writer.moreLines(200)
    })

    shown(
      'crash',
      'lose nothing that was acknowledged when a process is killed in the middle of it',
      async () => {
        for (const kill of range(4)) {
          const writer = start(`killed${kill}`, 0)
          await writer.moreLines(150 + kill * 77)
          writer.kill()
          expect(await writer.ended).toBe('signal SIGKILL')
          await expectAllThere(writer, `killed${kill}`)
        }
      },
    )

    async function expectAllThere({ lines }: Writer, name: string): Promise<void> {
      const things = await at.things()
      const acknowledged = lines
        .filter(line => line.startsWith('inserted '))
        .map(line => line.split(' ').map(Number))
      expect(acknowledged.length).toBeGreaterThan(0)
      for (const [, caller, round] of acknowledged) {
        const { id, value } = writtenBy(name, caller as number, round as number)
        expect(await things.get(id)).toEqual({ id, rev: 1, value })
      }
      const counts = lines.filter(line => line.startsWith('counted ')).map(line => Number(line.slice(8)))
      const found = (await things.get(SHARED))?.value.count ?? 0
      expect(found).toBeGreaterThanOrEqual(Math.max(...counts))
      const all = await things.page({ index: 'by_group', equals: { group: name }, limit: 1000 })
      for (const { id, value } of all.items) {
        const [, caller, round] = id.split('_').map(Number)
        expect(value).toEqual(writtenBy(name, caller as number, round as number).value)
      }
    }
  })
}
