import type { Collection } from 'mongodb'
import type { Kept } from '../driver.ts'
import type { CollectionDeclaration, ReadConcern } from '../port.ts'
import type { Connection } from './connection.ts'
import { isTaken } from './failures.ts'
import type { Find } from './select.ts'
import { reads, WRITES } from './settings.ts'
import { keptOf, type StoredForm, storedForm } from './stored-form.ts'

/** Where a find looks, and for how many. */
interface Where {
  readonly hint: string
  readonly limit: number
  readonly read: ReadConcern
}

/** The documents of one collection; each method is one command, and a page of results more where they are large. */
export class Documents {
  readonly #connection: Connection
  readonly #declaration: CollectionDeclaration
  readonly #collection: Collection<StoredForm>

  constructor(connection: Connection, declaration: CollectionDeclaration) {
    this.#connection = connection
    this.#declaration = declaration
    this.#collection = connection.collection(declaration.name)
  }

  async get(id: string): Promise<Kept | undefined> {
    const [kept] = await this.#found({ _id: id }, {}, { hint: '_id_', limit: 1, read: 'majority' })
    return kept
  }

  /** In no order; those that are there. */
  getMany(ids: readonly string[]): Promise<readonly Kept[]> {
    return this.#found({ _id: { $in: ids } }, {}, { hint: '_id_', limit: ids.length, read: 'majority' })
  }

  find({ filter, sort }: Find, where: Where): Promise<readonly Kept[]> {
    return this.#found(filter, sort, where)
  }

  count(filter: Find['filter'], { hint, read }: Omit<Where, 'limit'>): Promise<number> {
    return this.#connection.read(() =>
      this.#collection.countDocuments(filter as object, { hint, ...reads(read) }),
    )
  }

  size(): Promise<number> {
    const { maxTimeMS } = reads('local')
    return this.#connection.read(() => this.#collection.estimatedDocumentCount({ maxTimeMS }))
  }

  /** False when a document with this id is there already. */
  insert(kept: Kept): Promise<boolean> {
    const document = storedForm(this.#declaration, kept)
    return this.#connection.write(() =>
      this.#collection.insertOne(document, WRITES).then(
        () => true,
        error => {
          if (isTaken(error)) return false
          throw error
        },
      ),
    )
  }

  /** False when the document is not in this rev, or no more. */
  async replace(rev: number, next: Kept): Promise<boolean> {
    const document = storedForm(this.#declaration, next)
    const { matchedCount } = await this.#connection.write(() =>
      this.#collection.replaceOne({ _id: next.id, rev }, document, WRITES),
    )
    return matchedCount === 1
  }

  #found(filter: object, sort: Find['sort'], { hint, limit, read }: Where): Promise<readonly Kept[]> {
    return this.#connection.read(async () => {
      // A sort by nothing is none; a batch of all spares the second command.
      const options = { sort, limit, hint, batchSize: limit + 1, ...reads(read) }
      const found = await this.#collection.find(filter, options).toArray()
      return found.map(keptOf)
    })
  }
}
