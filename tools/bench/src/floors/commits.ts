import type { CollectionDeclaration, Store } from '@rewards/store'
import { type ClosedLoop, closedLoop } from '../load/closed-loop.ts'

/** Documents of the size of a claim, in a collection with as many indexes. */
export const FLOOR_DOCUMENTS: CollectionDeclaration = {
  name: 'floor',
  holds: 'what the bench inserts',
  indexes: ['first', 'second', 'third', 'fourth'].map(name => ({
    name,
    fields: [name],
    serves: 'the bench',
  })),
}

const DOCUMENT = { first: 1, second: 'word', third: 2, fourth: 'other', rest: 'x'.repeat(400) }

/** How many documents a second the store inserts, each durable before it counts, for so many callers. */
export async function commitsPerSecond(store: Store, loop: ClosedLoop): Promise<number> {
  const documents = store.collection<typeof DOCUMENT>(FLOOR_DOCUMENTS)
  let no = 0
  const insert = async () => {
    await documents.insertOnce(`${loop.callers}:${no++}`, DOCUMENT)
  }
  return (await closedLoop(insert, loop)).perSecond
}
