import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Json } from './json-calls.ts'

/** What lies in the services' stores, read past the services. */
export interface Stored {
  /** Every document of a collection, with its id as `id`. What is owed has a `dueAt`. */
  all(service: 'event' | 'reward', collection: string): Promise<readonly Json[]>
  close(): Promise<void>
}

/** The files in a data folder, opened for reading alone. */
export function storedInFiles(dataDir: string): Stored {
  const open = new Map<string, DatabaseSync>()
  const fileOf = (service: string) => {
    const file = join(dataDir, `${service}.sqlite`)
    const db = open.get(service) ?? new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
    open.set(service, db)
    return db
  }
  return {
    async all(service, collection) {
      const rows = fileOf(service).prepare(`SELECT id, doc FROM "${collection}" ORDER BY id`).all()
      return rows.map(({ id, doc }) => ({ ...JSON.parse(String(doc)), id }))
    },
    async close() {
      for (const db of open.values()) db.close()
    },
  }
}

/** The documents of one event. */
export async function ofEvent(
  stored: Stored,
  collection: 'claims' | 'refusals' | 'buckets' | 'grants',
  eventId: string,
): Promise<readonly Json[]> {
  const all = await stored.all(collection === 'grants' ? 'reward' : 'event', collection)
  return all.filter(document => document.eventId === eventId)
}
