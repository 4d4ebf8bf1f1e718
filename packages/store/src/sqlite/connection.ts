import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { StoreUnavailable } from '../errors.ts'
import type { Surroundings } from '../surroundings.ts'
import { EmptiedLog } from './emptied-log.ts'
import { isSqliteError } from './failures.ts'
import { GroupCommit } from './group-commit.ts'
import { whenFree } from './when-free.ts'

/** How long an operation waits for another process's lock before it is refused with `StoreUnavailable`. */
const PATIENCE_MS = 5_000

/** One open file: reads at once, writes in groups. Statements are prepared once. */
export class Connection {
  readonly #db: DatabaseSync
  readonly #surroundings: Surroundings
  readonly #writes: GroupCommit
  readonly #log: EmptiedLog
  readonly #statements = new Map<string, StatementSync>()
  #closed: boolean = false

  constructor(db: DatabaseSync, surroundings: Surroundings, emptyLogEveryMs?: number) {
    this.#db = db
    this.#surroundings = surroundings
    this.#writes = new GroupCommit(db, PATIENCE_MS, surroundings)
    this.#log = new EmptiedLog(db, emptyLogEveryMs)
  }

  /** The prepared statement of a text; there are as many texts as shapes of queries, a few for each index. */
  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#db.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  /** Sees committed documents only: a transaction never outlasts one turn of the event loop. */
  async read<R>(action: () => R): Promise<R> {
    if (this.#closed) throw new StoreUnavailable(new Error('the store is closed'))
    try {
      return await whenFree(action, PATIENCE_MS, this.#surroundings)
    } catch (error) {
      throw isSqliteError(error) || this.#closed ? new StoreUnavailable(error) : error
    }
  }

  async write<R>(operation: () => R): Promise<R> {
    if (this.#closed) throw new StoreUnavailable(new Error('the store is closed'))
    return this.#writes.run(operation).finally(() => this.#log.written())
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#writes.idle()
    this.#log.stop()
    this.#db.close()
  }
}
