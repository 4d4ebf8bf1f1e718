import { describe, expect, it } from 'vitest'
import { KEPT_OPERATIONS } from '../driver.ts'
import { OutcomeUnknown } from '../errors.ts'
import type { Collection } from '../port.ts'
import { storeOver } from '../store-over.ts'
import { type Fate, faulty } from './faulty-driver.ts'
import { atOnce, places, range } from './places.ts'
import { simulatedSurroundings } from './simulated.ts'
import type { ContractSubject } from './subject.ts'
import { plusOne, THINGS, type Thing } from './things.ts'

/** Answers that do not come, and the operation ids that make a repeat safe. */
export function unknownOutcomes(subject: ContractSubject): void {
  describe('a write whose outcome is unknown', () => {
    const at = places(subject)
    async function thingsWith(nextFate: () => Fate): Promise<Collection<Thing>> {
      const driver = faulty(await at.driver(), nextFate)
      return storeOver(driver, { surroundings: simulatedSurroundings() }).collection<Thing>(THINGS)
    }
    const fates = (...list: Fate[]) => {
      const left = [...list]
      return () => left.shift() ?? 'answered'
    }

    for (const fate of ['write lost', 'answer lost'] as const) {
      it(`takes place exactly once when repeated: an update (${fate})`, async () => {
        const things = await thingsWith(fates('answered', fate, fate))
        await things.update('thing_1', plusOne)
        const updated = await things.update('thing_1', plusOne)
        expect(updated).toEqual({ written: true, stored: { id: 'thing_1', rev: 2, value: { count: 2 } } })
      })

      it(`takes place exactly once when repeated: an insertion (${fate})`, async () => {
        const things = await thingsWith(fates(fate, fate))
        expect(await things.insertOnce('thing_1', { count: 1 })).toBe(true)
        expect(await things.insertOnce('thing_1', { count: 2 })).toBe(false)
        expect(await things.get('thing_1')).toMatchObject({ rev: 1, value: { count: 1 } })
      })
    }

    it('is said to be unknown when that is all there is to say', async () => {
      const things = await thingsWith(() => 'answer lost')
      await expect(things.update('thing_1', plusOne)).rejects.toBeInstanceOf(OutcomeUnknown)
      expect((await things.get('thing_1'))?.value).toEqual({ count: 1 })
    })

    it('is recognised though others have written to the document meanwhile', async () => {
      const other = await at.things()
      const lost = fates('answer lost')
      let interfere = false
      const things = await thingsWith(() => {
        const fate = lost()
        interfere = fate === 'answer lost'
        return fate
      })
      const ours = things.update('thing_1', plusOne)
      expect(interfere).toBe(true)
      await atOnce(5, () => other.update('thing_1', plusOne))
      expect(await ours).toMatchObject({ written: true })
      expect((await other.get('thing_1'))?.value.count).toBe(6)
    })

    it('loses and doubles nothing when every third write and every fourth answer is lost', async () => {
      let calls = 0
      const things = await thingsWith(() => {
        calls += 1
        if (calls % 3 === 0) return 'write lost'
        return calls % 4 === 0 ? 'answer lost' : 'answered'
      })
      for (const round of range(16)) {
        await atOnce(8, n => things.update(`thing_${n}`, plusOne))
        const found = await things.getMany(range(8).map(n => `thing_${n}`))
        expect(found.map(stored => stored?.value.count)).toEqual(Array(8).fill(round + 1))
      }
    })
  })

  describe('an operation id', () => {
    const at = places(subject)
    const driven = async () => (await at.driver()).collection<Thing>(THINGS)

    it('makes a second call say what the first one did, without asking the guard', async () => {
      const things = await driven()
      await things.update('thing_1', plusOne, 'op.1')
      await things.update('thing_1', plusOne, 'op.2')
      const again = await things.update('thing_1', () => expect.unreachable(), 'op.1')
      expect(again).toEqual({ written: true, stored: { id: 'thing_1', rev: 2, value: { count: 2 } } })
    })

    it('holds for calls at the same time too', async () => {
      const things = await driven()
      const updated = await atOnce(8, () => things.update('thing_1', plusOne, 'op.1'))
      expect(updated.every(({ written }) => written)).toBe(true)
      expect((await things.get('thing_1'))?.value.count).toBe(1)
      expect(await atOnce(8, () => things.insertOnce('thing_2', {}, 'op.2'))).toEqual(Array(8).fill(true))
    })

    it('is kept with the document for as many writes as the store promises', async () => {
      const things = await driven()
      await things.insertOnce('thing_1', { count: 0 }, 'op.insert')
      for (const n of range(KEPT_OPERATIONS - 1)) await things.update('thing_1', plusOne, `op.${n}`)
      expect(await things.insertOnce('thing_1', { count: 0 }, 'op.insert')).toBe(true)
      expect(await things.update('thing_1', plusOne, 'op.0')).toMatchObject({ written: true })
      expect((await things.get('thing_1'))?.rev).toBe(KEPT_OPERATIONS)
    })

    it('is not taken for another that begins or ends alike', async () => {
      const things = await driven()
      await things.update('thing_1', plusOne, 'op.11')
      for (const id of ['op.1', '1', 'op.111']) await things.update('thing_1', plusOne, id)
      expect((await things.get('thing_1'))?.value.count).toBe(4)
    })
  })
}
