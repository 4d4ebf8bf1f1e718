import type { Document, Page, PageQuery, Scalar } from '@rewards/store'
import { comparePlaces, type Pages, type Place, placeOf, positionOf, type TimeOf } from './pages.ts'

/** A narrower way into a list: the documents with these values, by an index that has the list's time behind them. */
export interface Part {
  readonly index: string
  readonly equals: Readonly<Record<string, Scalar>>
}

/** What is read of a part at once, at least: parts are seldom alike. */
const LEAST_READ = 10

/**
 * The documents of these parts alone, merged into one list. The parts must not overlap. Its positions are those of the
 * query's own index, and name documents of the parts alone: so page tokens stay good when the next page is read another
 * way, and tell nothing of what lies between. A page may be short and still have a next one.
 */
export function inParts<T extends Document>(
  collection: Pages<T>,
  parts: readonly Part[],
  timeOf: TimeOf<T>,
): Pages<T> {
  return {
    async page(query) {
      const limit = Math.min(query.limit, Math.max(LEAST_READ, Math.ceil(query.limit / parts.length)))
      const pages = await Promise.all(parts.map(part => collection.page(partQuery(query, part, limit))))
      return merge(pages, query, timeOf)
    },
  }
}

function partQuery({ after, equals = {}, ...query }: PageQuery, part: Part, limit: number): PageQuery {
  const place = after?.slice(Object.keys(equals).length) as Place | undefined
  return { ...query, ...part, limit, ...(place && { after: positionOf(part, place) }) }
}

/** Behind the first place at which a part was left, documents of that part may be missing. */
function merge<T extends Document>(pages: readonly Page<T>[], query: PageQuery, timeOf: TimeOf<T>): Page<T> {
  const compare = (a: Place, b: Place) => comparePlaces(a, b, query.order)
  const [left] = pages.flatMap(({ next }) => (next ? [next.slice(-2) as unknown as Place] : [])).sort(compare)
  const found = pages
    .flatMap(({ items }) => items)
    .filter(item => !left || compare(placeOf(item, timeOf), left) <= 0)
    .sort((a, b) => compare(placeOf(a, timeOf), placeOf(b, timeOf)))
  const items = found.slice(0, query.limit)
  const last = items.at(-1)
  const isAll = !left && items.length === found.length
  return isAll || !last ? { items } : { items, next: positionOf(query, placeOf(last, timeOf)) }
}
