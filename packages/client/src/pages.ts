import type { CallOptions } from '@connectrpc/connect'

/** A page of a list, as the contract has it: items, and the token of the next page, '' on the last. */
interface Page {
  readonly nextPageToken: string
}

/** A method of a client that answers with pages: `client.claims.listMyClaims` … */
// biome-ignore lint/suspicious/noExplicitAny: whatever the method takes, `Parameters` says it to callers
export type ListMethod = (request: any, options?: CallOptions) => Promise<Page>

type Request<M extends ListMethod> = Parameters<M>[0]
type PageOf<M extends ListMethod> = Awaited<ReturnType<M>>

/** What a page lists: the type of its one list. */
export type ItemOf<P> = {
  [K in keyof P]-?: K extends `$${string}` ? never : P[K] extends readonly (infer Item)[] ? Item : never
}[keyof P]

/**
 * Each page of a list, as it is asked for: `for await (const page of pagesOf(client.claims.listMyClaims, { pageSize: 100 }))`.
 * A page may be empty while more follow. Begins at the request's own `pageToken`, if it has one. Each call is one with its own
 * deadline, and fails as one; the signal ends all of them.
 */
export async function* pagesOf<M extends ListMethod>(
  list: M,
  request: Request<M>,
  options?: CallOptions,
): AsyncGenerator<PageOf<M>, void, undefined> {
  let next: Request<M> = request
  while (true) {
    const page = (await list(next, options)) as PageOf<M>
    yield page
    if (page.nextPageToken === '') return
    next = { ...request, pageToken: page.nextPageToken }
  }
}

/** Each item of a list, page after page: `for await (const claim of itemsOf(client.claims.listMyClaims, {}))`. See `pagesOf`. */
export async function* itemsOf<M extends ListMethod>(
  list: M,
  request: Request<M>,
  options?: CallOptions,
): AsyncGenerator<ItemOf<PageOf<M>>, void, undefined> {
  for await (const page of pagesOf(list, request, options)) yield* listIn(page)
}

/** Of the contract's lists, each page has one. */
function listIn<P extends Page>(page: P): readonly ItemOf<P>[] {
  const lists = Object.entries(page).filter(([name, value]) => !name.startsWith('$') && Array.isArray(value))
  return (lists[0]?.[1] ?? []) as readonly ItemOf<P>[]
}
