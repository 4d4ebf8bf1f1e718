import { describe, expect, it } from 'vitest'
import { UniqueViolation } from '../errors.ts'
import { atOnce, places, range } from './places.ts'
import type { ContractSubject } from './subject.ts'
import { plusOne } from './things.ts'

/** Many writes at once, some of which do not take place. */
export function batches(subject: ContractSubject): void {
  describe('writes beside refused ones', () => {
    const at = places(subject)

    it('writes the others of a batch when one is refused, and answers in order', async () => {
      const things = await at.things()
      const changes = range(10).map(n => ({
        id: `thing_${n}`,
        decide: () => (n === 4 ? undefined : { count: n }),
      }))
      const updated = await things.updateMany(changes)
      expect(updated.map(({ written }) => written)).toEqual(range(10).map(n => n !== 4))
      const found = await things.getMany(changes.map(({ id }) => id))
      expect(found.map(stored => stored?.value.count)).toEqual(range(10).map(n => (n === 4 ? undefined : n)))
    })

    it('writes every change of a batch to one document, each upon the one before', async () => {
      const things = await at.things()
      const updated = await things.updateMany(range(5).map(() => ({ id: 'thing_1', decide: plusOne })))
      expect(updated.map(({ stored }) => stored?.value.count).sort()).toEqual([1, 2, 3, 4, 5])
    })

    it('does nothing for an empty batch', async () => {
      const things = await at.things()
      expect(await things.updateMany([])).toEqual([])
      expect(await things.getMany([])).toEqual([])
    })

    it('writes nothing when a guard throws, gives its error to its caller, and commits the others', async () => {
      const things = await at.things()
      const outcomes = await Promise.allSettled(
        range(20).map(n =>
          things.update(`thing_${n}`, () => {
            if (n % 5 === 0) throw new RangeError(`no ${n}`)
            return { count: n }
          }),
        ),
      )
      for (const n of range(20)) {
        const found = await things.get(`thing_${n}`)
        if (n % 5 > 0) expect(found?.value).toEqual({ count: n })
        else {
          expect(found).toBeUndefined()
          expect(outcomes[n]).toMatchObject({ status: 'rejected', reason: new RangeError(`no ${n}`) })
        }
      }
    })

    it('rejects a batch in which a guard throws only after the others are written', async () => {
      const things = await at.things()
      const bad = () => {
        throw new RangeError('no')
      }
      const batch = things.updateMany([
        { id: 'thing_1', decide: bad },
        { id: 'thing_2', decide: plusOne },
      ])
      await expect(batch).rejects.toThrow(new RangeError('no'))
      expect((await things.get('thing_2'))?.value).toEqual({ count: 1 })
    })
  })

  describe('unique indexes', () => {
    const at = places(subject)

    it('let one of 64 documents have an address; the others learn which index refused them', async () => {
      const things = await at.things()
      const outcomes = await Promise.allSettled(
        range(64).map(n =>
          n % 2 === 0
            ? things.insertOnce(`thing_${n}`, { email: 'a@example.org' })
            : things.update(`thing_${n}`, () => ({ email: 'a@example.org' })),
        ),
      )
      const lost = outcomes.flatMap(o => (o.status === 'rejected' ? [o.reason] : []))
      expect(lost).toHaveLength(63)
      for (const error of lost) {
        expect(error).toBeInstanceOf(UniqueViolation)
        expect(error).toMatchObject({ index: 'by_email', kind: 'already_exists' })
      }
      expect(await things.count({ index: 'by_email' })).toBe(1)
    })

    it('refuse a change into values that another document has, and leave the document as it was', async () => {
      const things = await at.things()
      await atOnce(2, n => things.insertOnce(`thing_${n}`, { group: 'a', count: n }))
      const collide = things.update('thing_1', thing => ({ ...thing, count: 0 }))
      await expect(collide).rejects.toMatchObject({ name: 'UniqueViolation', index: 'by_place' })
      expect(await things.get('thing_1')).toMatchObject({ rev: 1, value: { count: 1 } })
    })

    it('let a document keep its own values, and another have them once they are given up', async () => {
      const things = await at.things()
      await things.insertOnce('thing_1', { email: 'a@example.org' })
      await things.update('thing_1', thing => ({ ...thing, count: 1 }))
      await things.update('thing_1', () => ({ email: 'b@example.org' }))
      expect(await things.insertOnce('thing_2', { email: 'a@example.org' })).toBe(true)
    })

    it('do not concern documents that lack one of their fields', async () => {
      const things = await at.things()
      await atOnce(3, n => things.insertOnce(`thing_${n}`, { group: 'a' }))
      await atOnce(3, n => things.insertOnce(`other_${n}`, { count: 1 }))
      expect(await things.count({ index: 'by_place' })).toBe(0)
      expect(await things.count({ index: 'by_email' })).toBe(0)
    })
  })
}
