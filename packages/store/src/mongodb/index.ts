import type { KeptStore } from '../driver.ts'
import type { Store } from '../port.ts'
import type { MongoStoreOptions } from './options.ts'

export type { MongoStoreOptions } from './options.ts'
export type { SentCommand } from './sent-command.ts'
export type { StoreLogger } from './watch-server.ts'

/**
 * Opens a service's database in MongoDB and makes the indexes that are missing. Several processes may have it open at
 * once. While no server answers, it waits and says so to the logger. Rejects with one clear sentence when waiting would
 * not help: the address is none, the server refuses whom it names, an index cannot be made; and when `signal` is aborted.
 */
export async function openMongoStore(options: MongoStoreOptions): Promise<Store> {
  return (await adapter()).openMongoStore(options)
}

/** The same without the port over it. */
export async function openMongoDriver(options: MongoStoreOptions): Promise<KeptStore> {
  return (await adapter()).openMongoDriver(options)
}

/** Loaded when it is wanted: who runs on SQLite does not pay for MongoDB's driver. */
const adapter = () => import('./open.ts')
