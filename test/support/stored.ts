import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Document, MongoClient } from 'mongodb'
import type { Json } from './json-calls.ts'

type Service = 'event' | 'reward'

/** What lies in the services' stores, read past the services: documents with their ids as `id`. */
export interface Stored {
  all(service: Service, collection: string): Promise<readonly Json[]>
  /** Those of one event. */
  ofEvent(service: Service, collection: string, eventId: string): Promise<readonly Json[]>
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
  const select = async (service: Service, collection: string, where = '', ...values: string[]) => {
    const rows = fileOf(service).prepare(`SELECT id, doc FROM "${collection}" ${where} ORDER BY id`)
    return rows.all(...values).map(({ id, doc }) => ({ ...JSON.parse(String(doc)), id }))
  }
  return {
    all: (service, collection) => select(service, collection),
    ofEvent: (service, collection, eventId) =>
      select(service, collection, "WHERE doc ->> 'eventId' = ?", eventId),
    async close() {
      for (const db of open.values()) db.close()
    },
  }
}

/** The databases `<prefix>_event` and `<prefix>_reward` of the address, whose path is the prefix. */
export function storedInMongo(address: string): Stored {
  const { pathname } = new URL(address)
  const prefix = pathname.slice(1)
  // What is read is what a majority has, and what was acknowledged before is in it.
  const client = new MongoClient(address, { readConcern: { level: 'majority' }, appName: 'rewards-tests' })
  const find = async (service: Service, name: string, filter: Document) => {
    const collection = client.db(`${prefix}_${service}`).collection<{ _id: string; doc: Document }>(name)
    const found = await collection.find(filter).sort({ _id: 1 }).toArray()
    return found.map(({ _id: id, doc }) => ({ ...doc, id }))
  }
  return {
    all: (service, collection) => find(service, collection, {}),
    ofEvent: (service, collection, eventId) => find(service, collection, { 'doc.eventId': eventId }),
    close: () => client.close(),
  }
}

/** The documents of one event. */
export function ofEvent(
  stored: Stored,
  collection: 'claims' | 'refusals' | 'buckets' | 'grants',
  eventId: string,
): Promise<readonly Json[]> {
  return stored.ofEvent(collection === 'grants' ? 'reward' : 'event', collection, eventId)
}
