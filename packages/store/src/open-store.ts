import { join } from 'node:path'
import { openMongoStore, type StoreLogger } from './mongodb/index.ts'
import { observedStore } from './observed-store.ts'
import type { Store, StoreDeclaration } from './port.ts'
import { openSqliteStore } from './sqlite/open.ts'

/** A service's documents, and where they lie. */
export interface StoreChoice {
  /** `[a-z_]+`: the file is `SERVICE.sqlite`, the database `PREFIX_SERVICE`. */
  readonly service: string
  readonly collections: StoreDeclaration
  /** The folder of SQLite's file; not looked at with MongoDB. */
  readonly dataDir: string
  /** MongoDB, its path the prefix; `undefined` chooses SQLite. */
  readonly mongodbUrl: string | undefined
}

/** Who opens a store, and for how long it is worth waiting: a process's life, in most cases. */
export interface StoreOwner {
  /** Told when the store does not answer. */
  readonly logger: StoreLogger
  /** Gives up waiting for MongoDB at the start. */
  readonly stopping: AbortSignal
}

/**
 * Opens the store that the configuration chooses. SQLite is there or is refused, with one clear sentence; for MongoDB it
 * waits, and says so, until it is there.
 */
export async function openStore(choice: StoreChoice, { logger, stopping }: StoreOwner): Promise<Store> {
  const { service, collections, dataDir, mongodbUrl: url } = choice
  if (url === undefined) {
    const store = await openSqliteStore({ file: join(dataDir, `${service}.sqlite`), collections })
    return observedStore(store, collections, 'sqlite')
  }
  const store = await openMongoStore({ url, service, collections, logger, signal: stopping })
  return observedStore(store, collections, 'mongodb')
}
