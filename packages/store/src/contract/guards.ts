import { describe, expect, it } from 'vitest'
import { atOnce, places } from './places.ts'
import type { ContractSubject } from './subject.ts'
import { plusOne, type Thing } from './things.ts'

const CALLERS = 64

/** One guarded write to one document, whoever else is writing. */
export function guards(subject: ContractSubject): void {
  describe('guarded writes', () => {
    const at = places(subject)

    it('lets exactly one of 64 callers insert a document, and keeps the winner’s', async () => {
      const things = await at.things()
      const won = await atOnce(CALLERS, count => things.insertOnce('thing_1', { count }))
      expect(won.filter(Boolean)).toHaveLength(1)
      expect(await things.get('thing_1')).toEqual({
        id: 'thing_1',
        rev: 1,
        value: { count: won.indexOf(true) },
      })
    })

    it('lets exactly one of two openings insert a document', async () => {
      const openings = [await at.things(), await at.things()]
      const won = await atOnce(CALLERS, n => openings[n % 2]?.insertOnce('thing_1', {}) as Promise<boolean>)
      expect(won.filter(Boolean)).toHaveLength(1)
    })

    it('loses none of 64 increments at once, made through two openings', async () => {
      const openings = [await at.things(), await at.things()]
      await atOnce(CALLERS, n => openings[n % 2]?.update('thing_1', plusOne) as Promise<unknown>)
      expect(await openings[0]?.get('thing_1')).toEqual({
        id: 'thing_1',
        rev: CALLERS,
        value: { count: CALLERS },
      })
    })

    it('answers each of them with the document as that increment left it', async () => {
      const things = await at.things()
      const updated = await atOnce(CALLERS, () => things.update('thing_1', plusOne))
      const seen = updated.map(({ stored }) => [stored?.rev, stored?.value.count])
      expect(new Set(seen.map(String)).size).toBe(CALLERS)
      for (const [rev, count] of seen) expect(rev).toBe(count)
    })

    it('never holds more than the cap in a bounded set, and exactly that many win', async () => {
      const things = await at.things()
      const cap = 10
      const hold = (holder: string) => (thing: Thing | undefined) => {
        const holders = thing?.holders ?? []
        return holders.includes(holder) || holders.length >= cap
          ? undefined
          : { holders: [...holders, holder] }
      }
      const tries = await atOnce(CALLERS, n => things.update('bucket_1', hold(`claim_${n % 32}`)))
      const holders = (await things.get('bucket_1'))?.value.holders ?? []
      expect(holders).toHaveLength(cap)
      expect(new Set(holders).size).toBe(cap)
      expect(tries.filter(({ written }) => written)).toHaveLength(cap)
      for (const { stored } of tries) expect(stored?.value.holders?.length).toBeLessThanOrEqual(cap)
    })

    it('lets go of members of a set while others join it', async () => {
      const things = await at.things()
      await things.insertOnce('bucket_1', { holders: ['old_1', 'old_2'] })
      await atOnce(CALLERS, n =>
        things.update('bucket_1', thing => {
          const holders = thing?.holders ?? []
          return { holders: n < 2 ? holders.filter(h => h !== `old_${n + 1}`) : [...holders, `new_${n}`] }
        }),
      )
      const holders = (await things.get('bucket_1'))?.value.holders ?? []
      expect(holders).toHaveLength(CALLERS - 2)
      expect(holders.filter(h => h.startsWith('old_'))).toEqual([])
    })

    it('writes nothing when the guard refuses, and says what is there', async () => {
      const things = await at.things()
      await things.insertOnce('thing_1', { count: 7 })
      const refused = await things.update('thing_1', () => undefined)
      expect(refused).toEqual({ written: false, stored: { id: 'thing_1', rev: 1, value: { count: 7 } } })
      expect(await things.update('thing_2', () => undefined)).toEqual({ written: false, stored: undefined })
      expect(await things.get('thing_2')).toBeUndefined()
    })

    it('hands the guard the document and its rev, none and 0 where there is none', async () => {
      const things = await at.things()
      const seen: unknown[] = []
      for (const count of [1, 2])
        await things.update('thing_1', (thing, rev) => {
          seen.push([thing, rev])
          return { count }
        })
      expect(seen).toEqual([
        [undefined, 0],
        [{ count: 1 }, 1],
      ])
    })
  })
}
