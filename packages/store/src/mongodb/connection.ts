import type { Collection, Db, MongoClient } from 'mongodb'
import { StoreUnavailable } from '../errors.ts'
import { closeClient } from './client.ts'
import { readFailure, writeFailure } from './failures.ts'
import { inTime } from './in-time.ts'
import type { StoredForm } from './stored-form.ts'
import { type StoreLogger, watchServer } from './watch-server.ts'

/** One client, its calls bounded in time and their failures told in the port's words. */
export class Connection {
  readonly #client: MongoClient
  readonly #db: Db
  readonly #canWrite: () => boolean
  readonly #underWay = new Set<Promise<unknown>>()
  #closing: Promise<void> | undefined

  constructor(client: MongoClient, database: string, logger: StoreLogger | undefined) {
    this.#client = client
    this.#db = client.db(database)
    this.#canWrite = watchServer(client, () => (this.#closing ? undefined : logger))
  }

  collection(name: string): Collection<StoredForm> {
    return this.#db.collection(name)
  }

  /** An operation of the port, which `close` waits for; refused with `StoreUnavailable` once it was called. */
  async operation<R>(run: () => Promise<R>): Promise<R> {
    if (this.#closing) throw new StoreUnavailable(new Error('the store is closed'))
    const running = run()
    this.#underWay.add(running)
    try {
      return await running
    } finally {
      this.#underWay.delete(running)
    }
  }

  /** Rejects with `StoreUnavailable` unless the server answers in time. */
  async read<R>(command: () => Promise<R>): Promise<R> {
    try {
      return await inTime(command())
    } catch (error) {
      throw readFailure(error)
    }
  }

  /**
   * Rejects with `OutcomeUnknown` when the server does not answer in time, or does not say that it is durable; with
   * `StoreUnavailable` when the server was gone before.
   */
  async write<R>(command: () => Promise<R>): Promise<R> {
    if (!this.#canWrite()) await this.#answers()
    try {
      return await inTime(command())
    } catch (error) {
      throw writeFailure(error)
    }
  }

  async ping(): Promise<void> {
    await this.operation(() => this.#answers())
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #answers(): Promise<void> {
    await this.read(() => this.#db.command({ ping: 1 }))
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#underWay)
    await closeClient(this.#client)
  }
}
