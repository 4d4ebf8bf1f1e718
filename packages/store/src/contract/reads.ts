import { describe, expect, it } from 'vitest'
import type { Collection, PageQuery, Position } from '../port.ts'
import { atOnce, places, range } from './places.ts'
import type { ContractSubject } from './subject.ts'
import type { Thing } from './things.ts'

/** The ids of all pages of a query, page by page. `between` runs after each page. */
async function pagesOf(
  things: Collection<Thing>,
  query: PageQuery,
  between: (page: number) => Promise<unknown> = async () => undefined,
): Promise<string[][]> {
  const pages: string[][] = []
  let after: Position | undefined
  do {
    const page = await things.page({ ...query, ...(after && { after }) })
    pages.push(page.items.map(({ id }) => id))
    after = page.next && (JSON.parse(JSON.stringify(page.next)) as Position)
    await between(pages.length)
  } while (after !== undefined)
  return pages
}

/** Pages, counts and what is due. */
export function reads(subject: ContractSubject): void {
  describe('pages of an index', () => {
    const at = places(subject)
    /** 30 things in groups a, b, c; three to each time. */
    async function thirty(): Promise<Collection<Thing>> {
      const things = await at.things()
      const group = (n: number) => 'abc'[n % 3] as string
      await atOnce(30, n =>
        things.insertOnce(id(n), { group: group(n), at: Math.floor(n / 9), flag: n % 2 === 0 }),
      )
      return things
    }
    const id = (n: number) => `thing_${String(n).padStart(2, '0')}`
    const ofGroupA = range(10).map(n => id(n * 3))

    for (const limit of [1, 2, 3, 9, 10, 11])
      it(`go through a group in order, ${limit} at a time, and end`, async () => {
        const things = await thirty()
        const pages = await pagesOf(things, { index: 'by_group', equals: { group: 'a' }, limit })
        expect(pages.flat()).toEqual(ofGroupA)
        expect(pages).toHaveLength(Math.ceil(10 / limit))
      })

    it('go backwards in exactly the opposite order', async () => {
      const things = await thirty()
      for (const limit of [1, 3, 7]) {
        const query = { index: 'by_group', equals: { group: 'a' }, order: 'desc', limit } as const
        expect((await pagesOf(things, query)).flat()).toEqual([...ofGroupA].reverse())
        const all = (await pagesOf(things, { index: 'by_flag', limit })).flat()
        const back = (await pagesOf(things, { index: 'by_flag', order: 'desc', limit })).flat()
        expect(all).toHaveLength(30)
        expect(back).toEqual([...all].reverse())
      }
    })

    it('keep to a range that includes its start and not its end, both ways', async () => {
      const things = await thirty()
      for (const limit of [1, 2, 50]) {
        const query = { index: 'by_group', equals: { group: 'a' }, from: 1, before: 3, limit }
        const inside = ofGroupA.slice(3, 9)
        expect((await pagesOf(things, query)).flat()).toEqual(inside)
        expect((await pagesOf(things, { ...query, order: 'desc' })).flat()).toEqual([...inside].reverse())
      }
    })

    it('keep to a range over a field that more fields follow', async () => {
      const things = await thirty()
      const query = { index: 'by_flag', equals: { flag: true }, from: 'b', limit: 2 }
      const found = (await pagesOf(things, query)).flat()
      expect(found.map(name => Number(name.slice(6)) % 3)).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
      expect((await pagesOf(things, { ...query, order: 'desc' })).flat()).toEqual([...found].reverse())
    })

    it('miss and double nothing that was there before, while documents are inserted', async () => {
      const things = await thirty()
      for (const order of ['asc', 'desc'] as const) {
        const seen = await pagesOf(things, { index: 'by_group', limit: 4, order }, page =>
          page > 20
            ? Promise.resolve()
            : atOnce(3, n =>
                things.insertOnce(`new_${order}_${page}_${n}`, { group: 'abc'[n] as string, at: n }),
              ),
        )
        const flat = seen.flat()
        expect(new Set(flat).size).toBe(flat.length)
        expect(flat).toEqual(expect.arrayContaining(range(30).map(id)))
      }
    })

    it('find documents by all fields of an index, and nothing where there is none', async () => {
      const things = await thirty()
      const query = { index: 'by_group', equals: { group: 'b', at: 1 }, limit: 2 }
      expect((await pagesOf(things, query)).flat()).toEqual([id(10), id(13), id(16)])
      expect(await things.page({ ...query, equals: { group: 'z' } })).toEqual({ items: [] })
    })

    it('go through a unique index too', async () => {
      const things = await at.things()
      await atOnce(9, n => things.insertOnce(id(n), { group: n < 5 ? 'a' : 'b', count: 9 - n }))
      const of = (query: Partial<PageQuery>) => pagesOf(things, { index: 'by_place', limit: 2, ...query })
      expect((await of({})).flat()).toEqual([4, 3, 2, 1, 0, 8, 7, 6, 5].map(id))
      expect((await of({ equals: { group: 'b' }, order: 'desc' })).flat()).toEqual([5, 6, 7, 8].map(id))
      expect(await of({ equals: { group: 'b', count: 4 } })).toEqual([[id(5)]])
    })

    it('leave out documents that lack a field, and show them once they have it', async () => {
      const things = await at.things()
      await things.insertOnce('thing_1', { owner: {} })
      await things.insertOnce('thing_2', { owner: { id: 'user_1' } })
      await things.insertOnce('thing_3', { group: 'a' })
      expect(await pagesOf(things, { index: 'by_owner', limit: 10 })).toEqual([['thing_2']])
      await things.update('thing_1', () => ({ owner: { id: 'user_0' } }))
      await things.update('thing_2', () => ({}))
      expect(await pagesOf(things, { index: 'by_owner', limit: 10 })).toEqual([['thing_1']])
      expect(await things.count({ index: 'by_group' })).toBe(0)
    })

    it('count what they would give in all', async () => {
      const things = await thirty()
      expect(await things.count({ index: 'by_group' })).toBe(30)
      expect(await things.count({ index: 'by_group', equals: { group: 'a' } })).toBe(10)
      expect(await things.count({ index: 'by_group', equals: { group: 'a' }, from: 1, before: 3 })).toBe(6)
      expect(await things.count({ index: 'by_flag', equals: { flag: false } })).toBe(15)
      expect(await things.count({ index: 'by_group', equals: { group: 'z' } })).toBe(0)
    })

    it('order numbers as numbers', async () => {
      const things = await at.things()
      const numbers = [-1e300, -2, -0.5, 0, 1e-9, 2, 10, 9007199254740991, 1e300]
      await atOnce(9, n => things.insertOnce(id(n), { group: 'numbers', at: numbers[n] as number }))
      const query = { index: 'by_group', equals: { group: 'numbers' }, limit: 2 }
      expect((await pagesOf(things, query)).flat()).toEqual(range(9).map(id))
    })

    const expectOrder = async (texts: readonly string[]) => {
      const things = await at.things()
      await atOnce(texts.length, n => things.insertOnce(id(n), { owner: { id: texts[n] as string } }))
      const found = (await pagesOf(things, { index: 'by_owner', limit: 2 })).flat()
      expect(found).toEqual(range(texts.length).map(id))
    }
    it('order text by its code points', () => expectOrder(['', ' ', '10', '9', 'A', 'a', 'á', '가', '～']))

    const beyond = 'order text by its code points, those beyond U+FFFF too'
    const order = () => expectOrder(['～', '😀'])
    const reason = subject.cannotShow?.['text order']
    if (reason === undefined) it(beyond, order)
    else it.fails(`do not here: ${beyond} (${reason})`, order)
  })

  describe('what is due', () => {
    const at = places(subject)

    it('comes oldest first, up to now and to the limit, and only with a time', async () => {
      const things = await at.things()
      await atOnce(20, n => things.insertOnce(`thing_${n}`, n < 10 ? { dueAt: 1000 - n } : {}))
      const due = async (now: number, limit: number) => (await things.due(now, limit)).map(({ id }) => id)
      expect(await due(993, 5)).toEqual(['thing_9', 'thing_8', 'thing_7'])
      expect(await due(1000, 4)).toEqual(['thing_9', 'thing_8', 'thing_7', 'thing_6'])
      expect(await due(990, 5)).toEqual([])
    })

    it('changes with the document', async () => {
      const things = await at.things()
      await things.insertOnce('thing_1', { dueAt: 5 })
      await things.update('thing_1', () => ({ dueAt: 50 }))
      expect(await things.due(49, 10)).toEqual([])
      expect(await things.due(50, 10)).toEqual([{ id: 'thing_1', rev: 2, value: { dueAt: 50 } }])
      await things.update('thing_1', () => ({}))
      expect(await things.due(1e15, 10)).toEqual([])
    })
  })
}
