import {
  type CollectionDeclaration,
  type Decide,
  type Document,
  type DriverCollection,
  KEPT_OPERATIONS,
  type PageQuery,
  type Position,
  type Scalar,
  type Selection,
  type StoreDriver,
} from '@rewards/store'

interface Kept<T> {
  readonly id: string
  readonly rev: number
  readonly value: T
  readonly operations: readonly string[]
}

/** A store in memory: what the port promises, and nothing that goes wrong. */
export function memoryDriver(): StoreDriver {
  const collections = new Map<string, DriverCollection<Document>>()
  return {
    collection<T extends Document>(declaration: CollectionDeclaration) {
      const known = collections.get(declaration.name) ?? memoryCollection(declaration)
      collections.set(declaration.name, known)
      return known as DriverCollection<T>
    },
    ping: async () => {},
    close: async () => {},
  }
}

function memoryCollection(declaration: CollectionDeclaration): DriverCollection<Document> {
  const documents = new Map<string, Kept<Document>>()
  const write = (id: string, value: Document, operation: string) => {
    const before = documents.get(id)
    const operations = [...(before?.operations ?? []), operation].slice(-KEPT_OPERATIONS)
    documents.set(id, { id, rev: (before?.rev ?? 0) + 1, value, operations })
  }
  const selected = (query: Selection) => select([...documents.values()], declaration, query)
  return {
    get: async id => documents.get(id),
    getMany: async ids => ids.map(id => documents.get(id)),
    async insertOnce(id, value, operation) {
      const there = documents.get(id)
      if (there) return there.operations.includes(operation)
      write(id, value, operation)
      return true
    },
    async update(id: string, decide: Decide<Document>, operation) {
      const there = documents.get(id)
      if (there?.operations.includes(operation)) return { written: true, stored: there }
      const next = decide(there?.value, there?.rev ?? 0)
      if (next !== undefined) write(id, next, operation)
      return { written: next !== undefined, stored: documents.get(id) }
    },
    async due(nowMs, limit) {
      const dueAt = (kept: Kept<Document>) =>
        (kept.value as { dueAt?: number }).dueAt ?? Number.POSITIVE_INFINITY
      const due = [...documents.values()].filter(kept => dueAt(kept) <= nowMs)
      return due.sort((a, b) => dueAt(a) - dueAt(b)).slice(0, limit)
    },
    async page(query) {
      return pageOf(selected(query), query)
    },
    count: async query => selected(query).length,
  }
}

interface Placed {
  readonly kept: Kept<Document>
  readonly position: Position
}

function select(
  all: readonly Kept<Document>[],
  { indexes }: CollectionDeclaration,
  query: Selection,
): Placed[] {
  const fields = indexes.find(({ name }) => name === query.index)?.fields ?? []
  const equals = Object.entries(query.equals ?? {})
  const ranged = fields[equals.length]
  return all.flatMap(kept => {
    const value = kept.value as Record<string, Scalar | undefined>
    const position = fields.map(field => value[field])
    if (position.includes(undefined) || !equals.every(([field, wanted]) => value[field] === wanted)) return []
    const at = ranged === undefined ? undefined : value[ranged]
    if (at !== undefined && query.from !== undefined && at < query.from) return []
    if (at !== undefined && query.before !== undefined && at >= query.before) return []
    return [{ kept, position: [...(position as Scalar[]), kept.id] }]
  })
}

function pageOf(placed: Placed[], { order = 'asc', after, limit }: PageQuery) {
  const sign = order === 'asc' ? 1 : -1
  const sorted = placed.sort((a, b) => sign * compare(a.position, b.position))
  const rest = after ? sorted.filter(({ position }) => sign * compare(position, after) > 0) : sorted
  const items = rest.slice(0, limit)
  const last = items.at(-1)
  return { items: items.map(({ kept }) => kept), ...(rest.length > limit && last && { next: last.position }) }
}

function compare(a: Position, b: Position): number {
  const i = a.findIndex((value, at) => value !== b[at])
  return i < 0 ? 0 : (a[i] as Scalar) < (b[i] as Scalar) ? -1 : 1
}
