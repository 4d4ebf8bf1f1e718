import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Collection, openSqliteStore, type Store } from '@rewards/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { admitting, inParts, type ListQuery, listPage, type Pages } from '../src/index.ts'

interface Note {
  readonly owner: string
  readonly atMs: number
}

const declaration = {
  name: 'notes',
  holds: 'notes of several owners',
  indexes: [
    { name: 'by_time', fields: ['atMs'], serves: 'all notes' },
    { name: 'by_owner', fields: ['owner', 'atMs'], serves: 'the notes of one owner' },
  ],
} as const

const OWNERS = ['a', 'b', 'c', 'd'] as const
/** Notes 0 to 599, three of them at each time; of a few every tenth owner is `b`, all others are `d`'s but the first 60. */
const notes = Array.from({ length: 600 }, (_, at): readonly [string, Note] => [
  `note_${String(at).padStart(3, '0')}`,
  { owner: at < 60 ? (OWNERS[at % 3] ?? '') : at % 10 === 0 ? 'b' : 'd', atMs: Math.floor(at / 3) },
])

let folder: string
let store: Store
let collection: Collection<Note>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewards-paging-'))
  store = await openSqliteStore({ file: join(folder, 'notes.sqlite'), collections: [declaration] })
  collection = store.collection<Note>(declaration)
  await Promise.all(notes.map(([id, note]) => collection.insertOnce(id, note)))
})
afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

const timeOf = ({ atMs }: Note) => atMs
const partsOf = (owners: readonly string[]) => owners.map(owner => ({ index: 'by_owner', equals: { owner } }))
const admittingOf = (owners: readonly string[]) =>
  admitting(collection, async items => items.filter(({ value }) => owners.includes(value.owner)), timeOf)

type Order = 'asc' | 'desc'
const query = (order: Order): ListQuery<Note> => ({ list: ['notes'], index: 'by_time', order })

/** All pages: the ids, and every page token on the way. */
async function walk(pages: Pages<Note>, order: Order, pageSize: number) {
  const ids: string[] = []
  const tokens: string[] = []
  for (let pageToken = ''; ; pageToken = tokens.at(-1) ?? '') {
    const page = await listPage(pages, query(order), { pageSize, pageToken })
    expect(page.items.length).toBeLessThanOrEqual(pageSize)
    ids.push(...page.items.map(({ id }) => id))
    if (page.nextPageToken === '') return { ids, tokens }
    tokens.push(page.nextPageToken)
  }
}

function idsOf(owners: readonly string[], order: Order): string[] {
  const ids = notes.filter(([, { owner }]) => owners.includes(owner)).map(([id]) => id)
  return order === 'asc' ? ids : ids.reverse()
}

const VIEWS = [
  ['read in parts', (owners: readonly string[]) => inParts(collection, partsOf(owners), timeOf)],
  ['read whole and admitted', admittingOf],
] as const

describe.each(VIEWS)('a list of some owners’ documents, %s', (_, view) => {
  test.each<[readonly string[], Order, number]>([
    [['a'], 'desc', 7],
    [['a', 'b', 'c'], 'desc', 1],
    [['a', 'b', 'c'], 'asc', 5],
    [['b', 'd'], 'desc', 50],
    [['b', 'd'], 'asc', 200],
    [['nobody'], 'desc', 3],
    [[], 'desc', 3],
    [OWNERS, 'desc', 64],
  ])('of %j, %s, in pages of %i: each once, in order', async (owners, order, pageSize) => {
    expect((await walk(view(owners), order, pageSize)).ids).toEqual(idsOf(owners, order))
  })

  test('tells in no page token which documents of others there are', async () => {
    for (const order of ['asc', 'desc'] as const) {
      const { tokens } = await walk(view(['a', 'c']), order, 2)
      const told = tokens.map(
        token =>
          Buffer.from(token, 'base64url')
            .toString()
            .match(/note_\d+/)?.[0],
      )
      const foreign = told.filter(id => id && !idsOf(['a', 'c'], 'asc').includes(id))
      expect({ count: tokens.length > 10, foreign }).toEqual({ count: true, foreign: [] })
    }
  })
})

test('a list may be read one way for one page, and the other way for the next', async () => {
  const owners = ['a', 'b']
  const [parts, whole] = [inParts(collection, partsOf(owners), timeOf), admittingOf(owners)]
  const ids: string[] = []
  let pageToken = ''
  do {
    const pages = ids.length % 2 === 0 ? parts : whole
    const page = await listPage(pages, query('desc'), { pageSize: 3, pageToken })
    ids.push(...page.items.map(({ id }) => id))
    pageToken = page.nextPageToken
  } while (pageToken !== '')
  expect(ids).toEqual(idsOf(owners, 'desc'))
})

test('documents of one time only, more of them than are read at once, end no walk', async () => {
  const same = Array.from({ length: 450 }, (_, at) => ({
    id: `same_${String(at).padStart(3, '0')}`,
    rev: 1,
    value: { owner: 'e', atMs: 7 },
  }))
  const pages: Pages<Note> = {
    async page({ limit, after }) {
      const from = after ? same.findIndex(({ id }) => id > String(after.at(-1))) : 0
      const items = from < 0 ? [] : same.slice(from, from + limit)
      const last = items.at(-1)
      return last && last !== same.at(-1) ? { items, next: [7, last.id] } : { items }
    },
  }
  const lastAlone = admitting(pages, async items => items.filter(({ id }) => id === 'same_449'), timeOf)
  expect((await walk(lastAlone, 'asc', 1)).ids).toEqual(['same_449'])
})
