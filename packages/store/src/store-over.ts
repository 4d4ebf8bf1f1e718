import { checkedCollection, checkId, checkLimit, checkPosition, checkSelection } from './checks.ts'
import type { DriverCollection, Selection, StoreDriver } from './driver.ts'
import type {
  Change,
  Collection,
  CollectionDeclaration,
  Decide,
  Document,
  Page,
  PageQuery,
  Store,
  Stored,
  Updated,
} from './port.ts'
import { repeatUnknown } from './repeat-unknown.ts'
import { realSurroundings, type Surroundings } from './surroundings.ts'

export interface StoreOptions {
  /** How long a write of unknown outcome is repeated before the caller learns `OutcomeUnknown`. Default 5,000. */
  readonly patienceMs?: number
  /** Default: the real ones. */
  readonly surroundings?: Surroundings
}

/**
 * The port over an adapter. Arguments that no program should pass (an unknown index, a limit out of range, an
 * indexed field that is no scalar) reject with a plain `Error`, before anything is written.
 */
export function storeOver(driver: StoreDriver, options: StoreOptions = {}): Store {
  const { patienceMs = 5_000, surroundings = realSurroundings() } = options
  return {
    collection: <T extends Document>(declaration: CollectionDeclaration) =>
      new KnownCollection<T>(declaration, driver.collection<T>(declaration), patienceMs, surroundings),
    ping: () => driver.ping(),
    close: () => driver.close(),
  }
}

/** A collection whose writes have a known outcome, or say that they have none. */
class KnownCollection<T extends Document> implements Collection<T> {
  readonly #declaration: CollectionDeclaration
  readonly #driver: DriverCollection<T>
  readonly #checkDocument: (id: string, value: T) => T
  readonly #patienceMs: number
  readonly #surroundings: Surroundings

  constructor(
    declaration: CollectionDeclaration,
    driver: DriverCollection<T>,
    patienceMs: number,
    surroundings: Surroundings,
  ) {
    this.#declaration = declaration
    this.#checkDocument = checkedCollection(declaration)
    this.#driver = driver
    this.#patienceMs = patienceMs
    this.#surroundings = surroundings
  }

  async get(id: string): Promise<Stored<T> | undefined> {
    return this.#driver.get(checkId(id))
  }

  async getMany(ids: readonly string[]): Promise<readonly (Stored<T> | undefined)[]> {
    return this.#driver.getMany(ids.map(checkId))
  }

  async insertOnce(id: string, value: T): Promise<boolean> {
    this.#checkDocument(checkId(id), value)
    const operationId = this.#surroundings.newOperationId()
    return this.#known(() => this.#driver.insertOnce(id, value, operationId))
  }

  async update(id: string, decide: Decide<T>): Promise<Updated<T>> {
    checkId(id)
    const operationId = this.#surroundings.newOperationId()
    const checked: Decide<T> = (current, rev) => {
      const next = decide(current, rev)
      return next === undefined ? undefined : this.#checkDocument(id, next)
    }
    return this.#known(() => this.#driver.update(id, checked, operationId))
  }

  async updateMany(changes: readonly Change<T>[]): Promise<readonly Updated<T>[]> {
    const outcomes = await Promise.allSettled(changes.map(({ id, decide }) => this.update(id, decide)))
    return outcomes.map(outcome => {
      if (outcome.status === 'rejected') throw outcome.reason
      return outcome.value
    })
  }

  async due(nowMs: number, limit: number): Promise<readonly Stored<T>[]> {
    if (this.#declaration.due === undefined)
      throw new Error(`${this.#declaration.name} declares nothing that is due`)
    return this.#driver.due(nowMs, checkLimit(limit))
  }

  async page(query: PageQuery): Promise<Page<T>> {
    checkLimit(query.limit)
    checkPosition(checkSelection(this.#declaration, query), query)
    return this.#driver.page(query)
  }

  async count(query: Selection): Promise<number> {
    checkSelection(this.#declaration, query)
    return this.#driver.count(query)
  }

  #known<R>(write: () => Promise<R>): Promise<R> {
    return repeatUnknown(write, this.#patienceMs, this.#surroundings)
  }
}
