import { Violations } from '@rewards/errors'
import type { Document, PageQuery, Stored } from '@rewards/store'
import { decodePageToken, encodePageToken } from './page-token.ts'
import type { Pages } from './pages.ts'

/** What every list request carries. */
export interface PageRequest {
  /** 1 to 200; 0 means 50. */
  readonly pageSize: number
  /** The `next_page_token` of the page before; empty: the first page. */
  readonly pageToken: string
}

/** Which documents, in which order; and a filter for what no index serves. */
export interface ListQuery<T> extends Omit<PageQuery, 'limit' | 'after'> {
  /** The list's name and every filter that `keep` closes over: a token is bound to it and to the index query. */
  readonly list: readonly unknown[]
  /** Further filters, applied after the read. */
  readonly keep?: (value: T) => boolean
}

export interface ListResult<T> {
  readonly items: readonly Stored<T>[]
  /** Empty: this was the last page. */
  readonly nextPageToken: string
}

const DEFAULT_PAGE_SIZE = 50
const MAX_PAGE_SIZE = 200
/** Bounds one call's work under a `keep` filter: a page may be short, or empty, and still have a next one. */
const MAX_READS = 20

/** One page of a collection. Throws `invalid_argument` for a page size out of range or a token of another list. */
export async function listPage<T extends Document>(
  collection: Pages<T>,
  { list, keep = () => true, ...indexQuery }: ListQuery<T>,
  request: PageRequest,
): Promise<ListResult<T>> {
  const binding = [...list, indexQuery]
  const size = checkPageSize(request)
  let after = decodePageToken(binding, request.pageToken)
  const items: Stored<T>[] = []
  for (let reads = 0; reads < MAX_READS && items.length < size; reads++) {
    // Never more than still fits, so that the page's end is the position behind its last item.
    const limit = size - items.length
    const page = await collection.page({ ...indexQuery, limit, ...(after && { after }) })
    items.push(...page.items.filter(item => keep(item.value)))
    if (!page.next) return { items, nextPageToken: '' }
    after = page.next
  }
  return { items, nextPageToken: after ? encodePageToken(binding, after) : '' }
}

/** How many items a page has: 1 to 200, 50 where none were asked for. Throws `invalid_argument` for others. */
export function checkPageSize({ pageSize }: Pick<PageRequest, 'pageSize'>): number {
  const violations = new Violations()
  violations.integer('page_size', pageSize, { min: 0, max: MAX_PAGE_SIZE })
  violations.throwIfAny()
  return pageSize === 0 ? DEFAULT_PAGE_SIZE : pageSize
}
