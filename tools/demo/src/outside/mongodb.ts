import { type Document, MongoClient, MongoError } from 'mongodb'
import { DemoError } from '../demo-error.ts'
import type { Stores } from './stores.ts'

/** A document as MongoDB keeps it: what the service wrote lies under `doc`. */
interface KeptDocument {
  readonly _id: string
  readonly dueAt?: unknown
  readonly doc: Document
}

const ANSWER_WITHIN_MS = 10_000

/** The databases `<prefix>_event` and `<prefix>_reward` of a MongoDB; connected to with the first question. */
export function openMongodb(url: string, prefix: string): Stores {
  const client = clientFor(url)
  const hosts = client.options.srvHost ?? client.options.hosts.join(',')
  const find = (collection: string, filter: Document) => {
    const [service, name = ''] = collection.split('.')
    const database = client.db(`${prefix}_${service}`)
    return readable(hosts, database.collection<KeptDocument>(name).find(filter).toArray())
  }
  return {
    name: `MongoDB at ${hosts}`,
    hasEvent: async eventId => (await find('event.events', { _id: eventId })).length > 0,
    async ofEvent(collection, eventId) {
      const found = await find(collection, { 'doc.eventId': eventId })
      return found.map(({ _id, dueAt, doc }) => ({ id: _id, isDue: dueAt !== undefined, doc }))
    },
    close: () => client.close(),
  }
}

function clientFor(url: string): MongoClient {
  try {
    // What was acknowledged is seen, and nothing that may be undone.
    return new MongoClient(url, {
      readConcern: { level: 'majority' },
      readPreference: 'primary',
      serverSelectionTimeoutMS: ANSWER_WITHIN_MS,
      appName: 'rewards demo',
      // The services' rule: the path is a prefix, and not where accounts are, unless the address says so.
      ...(url.includes('@') && !/[?&]authSource=/i.test(url) && { authSource: 'admin' }),
    })
  } catch (err) {
    throw new DemoError(`MONGODB_URL cannot be used: ${err instanceof Error ? err.message : String(err)}`)
  }
}

async function readable<T>(hosts: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (err) {
    if (!(err instanceof MongoError)) throw err
    throw new DemoError(
      `MongoDB at ${hosts} cannot be read (${err.message}); set MONGODB_URL as for npm start`,
    )
  }
}
