import { describe, expect, it } from 'vitest'
import { NewerDocument } from '../errors.ts'
import type { CollectionDeclaration } from '../port.ts'
import { storeOver } from '../store-over.ts'
import { atOnce, places, range } from './places.ts'
import type { ContractSubject } from './subject.ts'
import { plusOne, THINGS, THINGS_2, THINGS_3, type Thing } from './things.ts'

/** Documents as they lie there: walked, copied, and of several versions. */
export function records(subject: ContractSubject): void {
  describe('records', () => {
    const at = places(subject)

    it('are walked one behind the other, each once, while others are written', async () => {
      const driver = await at.driver()
      const things = storeOver(driver).collection<Thing>(THINGS)
      await atOnce(25, n => things.insertOnce(`thing_${n}`, { count: n }))
      const ids: string[] = []
      for (let after: string | undefined; ; after = ids.at(-1)) {
        const found = await driver.records(THINGS).scan(after, 10)
        if (found.length === 0) break
        ids.push(...found.map(({ id }) => id))
        await things.update('thing_3', plusOne)
      }
      expect(ids).toHaveLength(25)
      expect(new Set(ids)).toEqual(new Set(range(25).map(n => `thing_${n}`)))
      expect(await driver.records(THINGS).size()).toBe(25)
    })

    it('are copied whole, once, and keep what makes a repeat safe', async () => {
      const driver = await at.driver()
      const [from, to] = [driver.collection<Thing>(THINGS), (await at.elsewhere()).records(THINGS)]
      await from.insertOnce('thing_1', { email: 'a@example.org', dueAt: 7 }, 'op.1')
      await from.update('thing_1', plusOne, 'op.2')
      const [kept] = await driver.records(THINGS).scan(undefined, 10)
      expect(kept).toMatchObject({ id: 'thing_1', rev: 2, version: 1, operations: ['op.1', 'op.2'] })
      if (kept === undefined) return
      await to.restore([kept])
      await to.restore([{ ...kept, value: {} }])
      expect(await to.scan(undefined, 10)).toEqual([kept])
      const copied = (await at.elsewhere()).collection<Thing>(THINGS)
      expect(await copied.due(7, 10)).toHaveLength(1)
      expect(await copied.update('thing_1', () => expect.unreachable(), 'op.2')).toMatchObject({
        written: true,
      })
      await expect(copied.insertOnce('thing_2', { email: 'a@example.org' }, 'op.3')).rejects.toThrow(
        /by_email/,
      )
    })
  })

  describe('a document of the version before', () => {
    const at = places(subject)
    const thingsOf = async (declaration: CollectionDeclaration) =>
      storeOver(await at.driver([declaration])).collection<Thing>(declaration)

    it('is read as one of the version that the program knows, however it is found', async () => {
      await (await thingsOf(THINGS)).insertOnce('thing_1', { count: 5, group: 'a', at: 1, dueAt: 1 })
      const things = await thingsOf(THINGS_2)
      const upgraded = { id: 'thing_1', rev: 1, value: expect.objectContaining({ holders: ['was 5'] }) }
      expect(await things.get('thing_1')).toEqual(upgraded)
      expect(await things.getMany(['thing_1'])).toEqual([upgraded])
      expect(await things.due(1, 10)).toEqual([upgraded])
      expect((await things.page({ index: 'by_group', limit: 10 })).items).toEqual([upgraded])
      const seen = await things.update('thing_1', () => undefined)
      expect(seen).toEqual({ written: false, stored: upgraded })
    })

    it('is of the new version once it is written', async () => {
      await (await thingsOf(THINGS)).insertOnce('thing_1', { count: 5 })
      await (await thingsOf(THINGS_2)).update('thing_1', thing => thing)
      const things = await thingsOf(THINGS_3)
      expect(await things.get('thing_1')).toMatchObject({ rev: 2, value: { count: 5, holders: ['was 5'] } })
    })

    it('is refused when it is older still, and when it is newer than the program', async () => {
      await (await thingsOf(THINGS)).insertOnce('thing_1', {})
      const behind = (await thingsOf(THINGS_3)).get('thing_1')
      await expect(behind).rejects.toThrow(/things thing_1 is of version 1, which this program reads no more/)
      await (await thingsOf(THINGS_2)).update('thing_1', plusOne)
      const old = await thingsOf(THINGS)
      await expect(old.get('thing_1')).rejects.toThrow(NewerDocument)
      await expect(old.update('thing_1', plusOne)).rejects.toThrow(NewerDocument)
    })
  })
}
