import type { DriverCollection, Kept, OperationId, Records, Selection } from '../driver.ts'
import { pageOf } from '../keyset.ts'
import type {
  CollectionDeclaration,
  Decide,
  Document,
  IndexDeclaration,
  Page,
  PageQuery,
  Stored,
  Updated,
} from '../port.ts'
import type { Connection } from './connection.ts'
import { Documents } from './documents.ts'
import { dueIndexName } from './schema.ts'
import { countQuery, pageQueries } from './select.ts'
import { DOCUMENT_COLUMNS } from './sums.ts'

/** One table. Writes read, decide and write inside the group's transaction, so nothing comes between. */
export class SqliteCollection<T extends Document> implements DriverCollection<T>, Records {
  readonly #connection: Connection
  readonly #declaration: CollectionDeclaration
  readonly #documents: Documents<T>
  readonly #due: string

  constructor(connection: Connection, declaration: CollectionDeclaration) {
    this.#connection = connection
    this.#declaration = declaration
    this.#documents = new Documents(connection, declaration)
    this.#due = dueSql(declaration)
  }

  get(id: string): Promise<Stored<T> | undefined> {
    return this.#connection.read(() => this.#documents.get(id))
  }

  getMany(ids: readonly string[]): Promise<readonly (Stored<T> | undefined)[]> {
    return this.#connection.read(() => ids.map(id => this.#documents.get(id)))
  }

  insertOnce(id: string, value: T, operationId: OperationId): Promise<boolean> {
    return this.#connection.write(() => {
      const current = this.#documents.kept(id)
      if (current !== undefined) return current.operations.includes(operationId)
      this.#documents.put(id, undefined, value, operationId)
      return true
    })
  }

  update(id: string, decide: Decide<T>, operationId: OperationId): Promise<Updated<T>> {
    return this.#connection.write(() => {
      const kept = this.#documents.kept(id)
      const current = kept && this.#documents.readable(kept)
      if (kept?.operations.includes(operationId)) return { written: true, stored: current }
      const next = decide(current?.value, current?.rev ?? 0)
      if (next === undefined) return { written: false, stored: current }
      return { written: true, stored: this.#documents.put(id, kept, next, operationId) }
    })
  }

  due(nowMs: number, limit: number): Promise<readonly Stored<T>[]> {
    return this.#connection.read(() =>
      this.#connection
        .statement(this.#due)
        .all(nowMs, limit)
        .map(row => this.#documents.stored(row)),
    )
  }

  page(query: PageQuery): Promise<Page<T>> {
    const index = this.#index(query)
    const queries = pageQueries(this.#declaration, index, query)
    return this.#connection.read(() => {
      const items: Stored<T>[] = []
      // One more than asked for tells whether there is more.
      for (const { sql, values } of queries) {
        const wanted = query.limit + 1 - items.length
        if (wanted === 0) break
        const rows = this.#connection.statement(sql).all(...values, wanted)
        items.push(...rows.map(row => this.#documents.stored(row)))
      }
      return pageOf(index, items, query.limit)
    })
  }

  count(query: Selection): Promise<number> {
    const { sql, values } = countQuery(this.#declaration, this.#index(query), query)
    return this.#connection.read(() => Number(this.#connection.statement(sql).get(...values)?.count))
  }

  size(): Promise<number> {
    return this.#connection.read(() => this.#documents.size())
  }

  scan(after: string | undefined, limit: number): Promise<readonly Kept[]> {
    return this.#connection.read(() => this.#documents.scan(after, limit))
  }

  async restore(records: readonly Kept[]): Promise<void> {
    const restoreOne = (kept: Kept) =>
      this.#connection.write(() => {
        if (this.#documents.kept(kept.id) === undefined) this.#documents.restore(kept)
      })
    await Promise.all(records.map(restoreOne))
  }

  #index(query: Selection): IndexDeclaration {
    return this.#declaration.indexes.find(({ name }) => name === query.index) as IndexDeclaration
  }
}

/** Exported for the test of query plans. */
export function dueSql(declaration: CollectionDeclaration): string {
  return `SELECT ${DOCUMENT_COLUMNS} FROM "${declaration.name}" INDEXED BY ${dueIndexName(declaration)} WHERE due_at <= ? ORDER BY due_at, id LIMIT ?`
}
