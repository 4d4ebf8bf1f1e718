import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DemoError } from '../demo-error.ts'
import type { Stores } from './stores.ts'

/** The files in a data folder, read by SQL; opened for reading alone, each time anew. */
export function openSqliteFiles(dataDir: string): Stores {
  return {
    name: `the files in ${dataDir}`,
    async hasEvent(eventId) {
      return select(join(dataDir, 'event.sqlite'), 'SELECT id FROM events WHERE id = ?', eventId).length > 0
    },
    async ofEvent(collection, eventId) {
      const [service, table] = collection.split('.')
      const sql = `SELECT id, due_at, doc FROM ${table} WHERE doc ->> 'eventId' = ?`
      return select(join(dataDir, `${service}.sqlite`), sql, eventId).map(({ id, due_at, doc }) => ({
        id: String(id),
        isDue: due_at !== null,
        doc: JSON.parse(String(doc)),
      }))
    },
    close: async () => undefined,
  }
}

function select(file: string, sql: string, parameter: string) {
  if (!existsSync(file))
    throw new DemoError(`there is no ${file}; name the data folder of the running system by --data`)
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  try {
    return db.prepare(sql).all(parameter)
  } finally {
    db.close()
  }
}
