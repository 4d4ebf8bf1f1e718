import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { checkDeclaration } from '../checks.ts'
import type { KeptStore } from '../driver.ts'
import type { CollectionDeclaration, Document, Store, StoreDeclaration } from '../port.ts'
import { type StoreOptions, storeOver } from '../store-over.ts'
import { realSurroundings, type Surroundings } from '../surroundings.ts'
import { checkLog } from './check-log.ts'
import { SqliteCollection } from './collection.ts'
import { Connection } from './connection.ts'
import { isSqliteError } from './failures.ts'
import { makeFile } from './make-file.ts'
import { prepareFile } from './prepare-file.ts'
import { whenFree } from './when-free.ts'

/** Another process may be building an index over all that is there. */
const OPENING_PATIENCE_MS = 30_000

/**
 * What every file of SQLite begins with: https://www.sqlite.org/fileformat2.html#the_database_header. SQLite itself makes a
 * new database of a file without a byte, and of one with a single byte.
 */
const HEADER_BYTES = 100

export interface SqliteStoreOptions extends StoreOptions {
  /** The database file; it and its folder are made when missing, readable by their owner alone. */
  readonly file: string
  /** All collections of the service; `Store.collection` knows these alone. */
  readonly collections: StoreDeclaration
  /** How often the log beside the file is emptied, when there was a write. Default: a minute. */
  readonly emptyLogEveryMs?: number
}

/**
 * Opens a service's database in one file. Several processes may have it open at once.
 * Rejects with one clear sentence when the file is newer than this program, or no store of it.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  return storeOver(await openSqliteDriver(options), options)
}

/** The same without the port over it. */
export async function openSqliteDriver(options: SqliteStoreOptions): Promise<KeptStore> {
  const { file, collections, surroundings = realSurroundings(), emptyLogEveryMs } = options
  collections.forEach(checkDeclaration)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  if (!existsSync(file))
    await makeFile(file, async path => (await prepared(path, collections, surroundings)).close())
  const db = await openFile(file, collections, surroundings)
  const connection = new Connection(db, surroundings, emptyLogEveryMs)
  const opened = <T extends Document>(declaration: CollectionDeclaration) => {
    if (!collections.includes(declaration))
      throw new Error(`the collection ${declaration.name} is not one that ${file} was opened with`)
    return new SqliteCollection<T>(connection, declaration)
  }
  return {
    collection: opened,
    records: opened,
    ping: async () => {
      await connection.read(() => connection.statement('SELECT 1 FROM sqlite_schema LIMIT 1').get())
    },
    close: () => connection.close(),
  }
}

async function openFile(
  file: string,
  collections: StoreDeclaration,
  surroundings: Surroundings,
): Promise<DatabaseSync> {
  const { size } = statSync(file)
  if (size < HEADER_BYTES)
    throw new Error(
      `${file} is damaged: it has ${size} bytes, and every store has more; restore it from a copy`,
    )
  checkLog(file)
  return prepared(file, collections, surroundings)
}

async function prepared(
  file: string,
  collections: StoreDeclaration,
  surroundings: Surroundings,
): Promise<DatabaseSync> {
  const db = new DatabaseSync(file)
  try {
    await whenFree(() => prepareFile(db, file, collections), OPENING_PATIENCE_MS, surroundings)
    return db
  } catch (error) {
    db.close()
    throw openingError(error, file)
  }
}

function openingError(error: unknown, file: string): unknown {
  if (!isSqliteError(error)) return error
  return new Error(`${file} cannot be opened as a store: ${error.message}`, { cause: error })
}
