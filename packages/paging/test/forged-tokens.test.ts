import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Collection, openSqliteStore, type Position, type Store } from '@rewards/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodePageToken, listPage } from '../src/index.ts'

const notes = {
  name: 'notes',
  holds: 'notes of several owners',
  indexes: [{ name: 'by_owner', fields: ['owner', 'atMs'], serves: 'the notes of one owner' }],
} as const
const query = { index: 'by_owner', equals: { owner: 'a' } } as const

let folder: string
let store: Store
let collection: Collection<object>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewards-paging-'))
  store = await openSqliteStore({ file: join(folder, 'notes.sqlite'), collections: [notes] })
  collection = store.collection(notes)
  await collection.insertOnce('note_1', { owner: 'a', atMs: 1 })
})
afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

/** A token that has the right hash, as anybody can make who has read how. */
const page = (position: Position) =>
  listPage(
    collection,
    { list: ['notes'], ...query },
    {
      pageSize: 10,
      pageToken: encodePageToken(['notes', query], position),
    },
  )

test.each<[string, Position]>([
  ['too short', ['a', 1]],
  ['too long', ['a', 1, 'note_1', 2]],
  ['of another owner', ['b', 1, 'note_1']],
  ['with a number that JSON has not', ['a', Number.POSITIVE_INFINITY, 'note_1']],
])(
  'a page token that was made up for a position that is %s is refused, and is no defect',
  async (_, position) => {
    await expect(page(position)).rejects.toMatchObject({
      kind: 'invalid_argument',
      reason: 'INVALID_PAGE_TOKEN',
    })
  },
)

test.each<[string, Position]>([
  ['a truth', ['a', true, 'note_1']],
  ['a text', ['a', 'x', 'note_1']],
  ['half a character', ['a', 1, '\ud800']],
])('one for %s where a time is asks for another page of the same list', async (_, position) => {
  await expect(page(position)).resolves.toBeDefined()
})
