import type { Document, Page, PageQuery, Stored } from '@rewards/store'
import { type Pages, placeOf, positionOf, type TimeOf } from './pages.ts'

/** Gives those of the documents that may be seen, in the same order. */
export type Admit<T> = (items: readonly Stored<T>[]) => Promise<readonly Stored<T>[]>

/** How many documents are looked at in one go, once as many as are wanted were not enough. */
const CHUNK = 200
/** Behind every id that there is. */
const LAST_ID = '\u{10FFFF}'

/**
 * The documents that are admitted alone. Its positions name admitted documents, or a time and no document: a page token
 * does not give away the id of what may not be seen. A page may be short, or empty, and still have a next one.
 */
export function admitting<T extends Document>(
  collection: Pages<T>,
  admit: Admit<T>,
  timeOf: TimeOf<T>,
): Pages<T> {
  return {
    async page(query) {
      const read: Stored<T>[] = []
      const admitted: Stored<T>[] = []
      for (let after = query.after, limit = query.limit; ; limit = CHUNK) {
        const { items, next } = await collection.page({ ...query, limit, ...(after && { after }) })
        read.push(...items)
        admitted.push(...(await admit(items)))
        const page = cut(query, { read, admitted, isAll: !next }, timeOf)
        if (page) return page
        after = next
      }
    },
  }
}

interface Read<T> {
  readonly read: readonly Stored<T>[]
  readonly admitted: readonly Stored<T>[]
  readonly isAll: boolean
}

/** The page that ends at a place which may be told; `undefined`: more must be read first, for there is none yet. */
function cut<T extends Document>(
  query: PageQuery,
  { read, admitted, isAll }: Read<T>,
  timeOf: TimeOf<T>,
): Page<T> | undefined {
  const { limit, order } = query
  const items = admitted.slice(0, limit)
  const [last, lastRead] = [items.at(-1), read.at(-1)]
  if (!lastRead || (isAll && admitted.length <= limit)) return { items }
  if (last && (items.length === limit || last === lastRead))
    return { items, next: positionOf(query, placeOf(last, timeOf)) }
  const endMs = timeOf(lastRead.value)
  if (read.length < CHUNK || read.every(({ value }) => timeOf(value) === endMs)) return undefined
  const before = items.filter(({ value }) => timeOf(value) !== endMs)
  return { items: before, next: positionOf(query, [endMs, order === 'desc' ? LAST_ID : '']) }
}
