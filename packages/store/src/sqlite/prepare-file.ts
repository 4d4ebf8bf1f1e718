import type { DatabaseSync } from 'node:sqlite'
import type { StoreDeclaration } from '../port.ts'
import { checkIntegrity } from './check-integrity.ts'
import { checkFormat, prepareSchema } from './schema.ts'

/**
 * Makes a connection safe and its file what the declarations say. Throws SQLite's own error when another process is in
 * the way; every step may be done again, so all of it is then.
 */
export function prepareFile(db: DatabaseSync, file: string, collections: StoreDeclaration): void {
  checkFormat(db, file)
  const journal = db.prepare('PRAGMA journal_mode = WAL').get()
  if (journal?.journal_mode !== 'wal')
    throw new Error(`${file} lies on a file system that cannot hold a store`)
  checkIntegrity(db, file)
  // FULL: a commit is synced before it is answered. The fullfsync pair makes that true on macOS; elsewhere no effect.
  db.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON')
  // 64 MiB: what a burst made of the log is given back. 16 MiB of cache.
  db.exec('PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384')
  // What a document said before it was overwritten, or an index of it, leaves no trace in the file's pages.
  db.exec('PRAGMA secure_delete = ON')
  db.exec('BEGIN IMMEDIATE')
  try {
    prepareSchema(db, file, collections)
    db.exec('COMMIT')
  } finally {
    if (db.isTransaction) db.exec('ROLLBACK')
  }
}
