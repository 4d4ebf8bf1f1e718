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
import type { Surroundings } from '../surroundings.ts'
import { versionReader } from '../versions.ts'
import type { Connection } from './connection.ts'
import { Documents } from './documents.ts'
import { GuardedWrites } from './guarded-writes.ts'
import { DUE, pageIndexName } from './index-specs.ts'
import { countFilter, pageFinds } from './select.ts'

/** How many of the documents that are restored go to the server at once: half of the connections. */
const RESTORED_AT_ONCE = 32

/** One collection. */
export class MongoCollection<T extends Document> implements DriverCollection<T>, Records {
  readonly #connection: Connection
  readonly #declaration: CollectionDeclaration
  readonly #documents: Documents
  readonly #writes: GuardedWrites<T>
  readonly #upgraded: (id: string, version: number, value: Document) => T

  constructor(connection: Connection, declaration: CollectionDeclaration, surroundings: Surroundings) {
    this.#connection = connection
    this.#declaration = declaration
    this.#documents = new Documents(connection, declaration)
    this.#writes = new GuardedWrites(this.#documents, declaration, surroundings)
    this.#upgraded = versionReader<T>(declaration)
  }

  get(id: string): Promise<Stored<T> | undefined> {
    return this.#connection.operation(async () => {
      const kept = await this.#documents.get(id)
      return kept && this.#stored(kept)
    })
  }

  getMany(ids: readonly string[]): Promise<readonly (Stored<T> | undefined)[]> {
    return this.#connection.operation(async () => {
      const found = await this.#documents.getMany([...new Set(ids)])
      const byId = new Map(found.map(kept => [kept.id, kept]))
      return ids.map(id => {
        const kept = byId.get(id)
        return kept && this.#stored(kept)
      })
    })
  }

  insertOnce(id: string, value: T, operationId: OperationId): Promise<boolean> {
    return this.#connection.operation(() => this.#writes.insertOnce(id, value, operationId))
  }

  update(id: string, decide: Decide<T>, operationId: OperationId): Promise<Updated<T>> {
    return this.#connection.operation(() => this.#writes.update(id, decide, operationId))
  }

  due(nowMs: number, limit: number): Promise<readonly Stored<T>[]> {
    const find = { filter: { dueAt: { $lte: nowMs } }, sort: { dueAt: 1 } } as const
    return this.#connection.operation(async () => {
      const found = await this.#documents.find(find, { hint: DUE, limit, read: 'majority' })
      return found.map(kept => this.#stored(kept))
    })
  }

  page(query: PageQuery): Promise<Page<T>> {
    const index = this.#index(query)
    return this.#connection.operation(async () => {
      const found: Kept[] = []
      for (const find of pageFinds(index, query)) {
        // One more than asked for tells whether there is more.
        const limit = query.limit + 1 - found.length
        if (limit > 0) found.push(...(await this.#documents.find(find, { ...this.#walk(index), limit })))
      }
      const items = found.map(kept => this.#stored(kept))
      return pageOf(index, items, query.limit)
    })
  }

  count(query: Selection): Promise<number> {
    const index = this.#index(query)
    return this.#connection.operation(() =>
      this.#documents.count(countFilter(index, query), this.#walk(index)),
    )
  }

  size(): Promise<number> {
    return this.#connection.operation(() => this.#documents.size())
  }

  scan(after: string | undefined, limit: number): Promise<readonly Kept[]> {
    const find = { filter: { _id: { $gt: after ?? '' } }, sort: { _id: 1 } } as const
    return this.#connection.operation(() =>
      this.#documents.find(find, { hint: '_id_', limit, read: 'majority' }),
    )
  }

  restore(records: readonly Kept[]): Promise<void> {
    return this.#connection.operation(async () => {
      for (let at = 0; at < records.length; at += RESTORED_AT_ONCE) {
        const some = records.slice(at, at + RESTORED_AT_ONCE)
        await Promise.all(some.map(kept => this.#documents.insert(kept)))
      }
    })
  }

  #stored({ id, rev, version, value }: Kept): Stored<T> {
    return { id, rev, value: this.#upgraded(id, version, value) }
  }

  #walk(index: IndexDeclaration) {
    return { hint: pageIndexName(index), read: index.read ?? 'local' } as const
  }

  #index(query: Selection): IndexDeclaration {
    return this.#declaration.indexes.find(({ name }) => name === query.index) as IndexDeclaration
  }
}
