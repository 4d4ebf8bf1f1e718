import type { Collection, CollectionDeclaration } from '@rewards/store'

const OWNERS = 7
const COUNT = 200

/** Documents as services have them: several to a page of the file, in two indexes, some of them due. */
export const COLLECTION: CollectionDeclaration = {
  name: 'notes',
  holds: 'notes of several owners',
  indexes: [{ name: 'by_owner', fields: ['owner', 'atMs'], serves: 'the notes of one owner' }],
  due: 'notes that wait',
}

/** What is written, by id. */
export const DOCUMENTS: ReadonlyMap<string, object> = new Map(
  Array.from({ length: COUNT }, (_, n) => [`note_${String(n).padStart(4, '0')}`, documentOf(n)] as const),
)

function documentOf(n: number): object {
  return {
    owner: `usr_${n % OWNERS}`,
    atMs: n,
    text: 'x'.repeat(n),
    granted: { rwd_a: n },
    ...(n % 5 === 0 && { dueAt: 1_000 + n }),
  }
}

/** How many of the first documents are there, one after the other; throws what the store throws. */
export async function countFirst(collection: Collection<object>): Promise<number> {
  let count = 0
  for (const id of DOCUMENTS.keys()) {
    if ((await collection.get(id)) === undefined) break
    count++
  }
  return count
}

/**
 * What differs between what was written, or the first `count` documents of it, and what is read, by every way to read; throws
 * what the store throws.
 */
export async function differences(collection: Collection<object>, count = COUNT): Promise<string[]> {
  const wrong: string[] = []
  for (const [n, [id, written]] of [...DOCUMENTS].entries()) {
    const read = await collection.get(id)
    const expected = n < count ? JSON.stringify([written, 1]) : '[null,null]'
    if (JSON.stringify([read?.value, read?.rev]) !== expected)
      wrong.push(`${id} is read as ${JSON.stringify(read)?.slice(0, 200)}`)
  }
  for (let owner = 0; owner < OWNERS; owner++) {
    const ids = (await collection.page({ index: 'by_owner', equals: { owner: `usr_${owner}` }, limit: 200 }))
      .items
    const expected = [...DOCUMENTS.keys()].filter((_, n) => n < count && n % OWNERS === owner)
    if (JSON.stringify(ids.map(({ id }) => id)) !== JSON.stringify(expected))
      wrong.push(`the index finds other notes of usr_${owner}`)
  }
  const due = await collection.due(1e9, COUNT)
  if (due.length !== Math.ceil(count / 5))
    wrong.push(`${due.length} notes are due, and not ${Math.ceil(count / 5)}`)
  return wrong.slice(0, 5)
}
