import { describe, expect, it } from 'vitest'
import { storeOver } from '../store-over.ts'
import { places, range } from './places.ts'
import type { ContractSubject } from './subject.ts'
import { THINGS, type Thing } from './things.ts'

/** What a document may be. */
export function documents(subject: ContractSubject): void {
  describe('documents', () => {
    const at = places(subject)

    const bodies: Readonly<Record<string, unknown>> = {
      'text of every kind': [
        '',
        '한국어 😀 \u0000 \u202e "\'\\ \n',
        'x'.repeat(70_000),
        "'; DROP TABLE things",
      ],
      'numbers at their ends': [0, -1, 0.1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 1e308, 5e-324],
      'keys of every kind': JSON.parse(
        '{"":1, "a.b":2, "a$b":3, "_bsontype":"ObjectId", "__proto__":{"a":1}, "constructor":5, "x\\"y":6, "키":{"":{"toJSON":7}}}',
      ),
      'empty things': { list: [], map: {}, none: null, no: false, zero: 0, text: '' },
      'a thing of two megabytes': range(20_000).map(n => ({ n, text: 'x'.repeat(80) })),
      'a thing 90 levels deep': range(88).reduce<unknown>(inner => ({ inner }), 'core'),
    }
    for (const [name, body] of Object.entries(bodies))
      it(`come back as they were: ${name}`, async () => {
        const things = await at.things()
        await things.insertOnce('thing_1', { group: 'a', at: 1, body })
        expect((await things.get('thing_1'))?.value).toEqual({ group: 'a', at: 1, body })
        await things.update('thing_1', thing => ({ ...thing, count: 1 }))
        const { items } = await (await at.things()).page({ index: 'by_group', limit: 1 })
        expect(items).toEqual([{ id: 'thing_1', rev: 2, value: { group: 'a', at: 1, body, count: 1 } }])
      })

    it('are told apart by ids that differ in anything', async () => {
      const things = await at.things()
      const ids = [
        'a',
        'A',
        'a ',
        ' a',
        'á',
        'a\u0301',
        'a\u0000',
        'a\u0000b',
        '1',
        '01',
        '1.0',
        '%',
        '_',
        '*',
        'é',
        '😀',
        'x'.repeat(512),
      ]
      for (const [count, id] of ids.entries()) expect(await things.insertOnce(id, { count })).toBe(true)
      const found = await things.getMany([...ids, 'missing', 'a'])
      expect(found.map(stored => stored?.value.count)).toEqual([...ids.keys(), undefined, 0])
      expect(found.map(stored => stored?.id)).toEqual([...ids, undefined, 'a'])
    })

    it('do not change with the object that was handed in or out', async () => {
      const things = await at.things()
      const mine = { count: 1 }
      await things.insertOnce('thing_1', mine)
      mine.count = 2
      const got = (await things.get('thing_1'))?.value as { count: number }
      got.count = 3
      expect((await things.get('thing_1'))?.value).toEqual({ count: 1 })
    })

    it('are refused when they are beyond all measure, and others go on', async () => {
      const things = await at.things()
      const huge = things.insertOnce('thing_1', { body: 'x'.repeat(9_000_000) })
      const small = things.insertOnce('thing_2', {})
      await expect(huge).rejects.toThrow(/things thing_1 has .*; allowed are/)
      expect(await small).toBe(true)
      expect(await things.get('thing_1')).toBeUndefined()
    })
  })

  describe('errors of the program', () => {
    const at = places(subject)

    it('are told before anything is written', async () => {
      const things = await at.things()
      const wrong = { group: ['a'] } as unknown as Thing
      await expect(things.insertOnce('thing_1', wrong)).rejects.toThrow(
        'group of things thing_1 is indexed: a string, a finite number or a boolean, or left out',
      )
      await expect(things.update('thing_1', () => ({ dueAt: 1.5 }))).rejects.toThrow(
        'dueAt of things thing_1 must be whole milliseconds, or left out',
      )
      await expect(things.insertOnce('', {})).rejects.toThrow('the id "" is not 1 to 512 Unicode characters')
      expect(await things.get('thing_1')).toBeUndefined()
    })

    it('are told of documents that some store could not keep', async () => {
      const things = await at.things()
      const deep = range(100).reduce<unknown>(inner => [inner], 'core')
      const keys = 'a key begins with no $, and is Unicode without U+0000'
      const wrong = [
        [{ $set: 1 }, `the key "$set" of things thing_1 is not kept: ${keys}`],
        [[{ 'a\u0000b': 1 }], `the key "a\\u0000b" of things thing_1 is not kept: ${keys}`],
        [{ 'x\ud800': 1 }, `the key "x\\ud800" of things thing_1 is not kept: ${keys}`],
        [{ x: ['\udc00'] }, 'a text in things thing_1 is no well-formed Unicode: "\\udc00"'],
        [deep, 'things thing_1 is more than 100 levels deep'],
      ] as const
      for (const [body, message] of wrong) {
        await expect(things.insertOnce('thing_1', { body })).rejects.toThrow(message)
        await expect(things.update('thing_1', () => ({ body }))).rejects.toThrow(message)
      }
      expect(await things.get('thing_1')).toBeUndefined()
    })

    it('are told of queries that no index serves', async () => {
      const things = await at.things()
      const group = { group: 'a' }
      const wrong = [
        [{ index: 'by_colour', limit: 1 }, 'things has no index by_colour'],
        [{ index: 'by_group', limit: 0 }, 'the limit is 0; allowed is 1 to 1000'],
        [{ index: 'by_group', limit: 1001 }, 'the limit is 1001; allowed is 1 to 1000'],
        [{ index: 'by_group', equals: { at: 1 }, limit: 1 }, 'at is not a leading field of index by_group'],
        [
          { index: 'by_group', equals: { ...group, at: 1 }, from: 1, limit: 1 },
          'every field of index by_group is fixed; there is none left for a range',
        ],
        [{ index: 'by_group', after: ['a'], limit: 1 }, 'a position of index by_group has 3 values'],
        [
          { index: 'by_group', equals: group, after: ['b', 1, 'thing_1'], limit: 1 },
          'the position is of another query: its group is not the one asked for',
        ],
      ] as const
      for (const [query, message] of wrong) await expect(things.page(query)).rejects.toThrow(message)
      await expect(things.due(0, 1001)).rejects.toThrow('the limit is 1001; allowed is 1 to 1000')
      const { due: _, ...UNDUE } = THINGS
      const undue = storeOver(await at.driver([UNDUE])).collection<Thing>(UNDUE)
      await expect(undue.due(0, 1)).rejects.toThrow('things declares nothing that is due')
    })
  })
}
