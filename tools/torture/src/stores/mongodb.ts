import { type Document, MongoClient } from 'mongodb'
import { ledgerOf, readLedger } from '../provider/ledger-file.ts'
import type { BucketRow, ClaimRow, GrantRow, RefusalRow, StoredRows, StoresReader } from './rows.ts'

/** A document as it is stored: what the service wrote lies under `doc`. */
interface StoredDocument {
  readonly _id: string
  readonly dueAt?: unknown
  readonly doc: Document
}

/** The state of a claim that was accepted and is not closed. */
const ACCEPTED = 'REQUESTED'

/** The services whose databases a system makes. */
const SERVICES = ['auth', 'condition', 'event', 'reward']

/** Databases of a MongoDB that a run has for itself. */
export interface RunDatabases extends StoresReader {
  /** Drops them. */
  drop(): Promise<void>
}

/**
 * Opens the databases `<prefix>_event` and `<prefix>_reward`, and the provider's file beside the data folder; connects with
 * the first question.
 */
export function openMongodbStores(url: string, prefix: string, dataDir: string): RunDatabases {
  // What is read is what a majority has: it cannot be undone any more.
  const client = new MongoClient(url, { readConcern: { level: 'majority' }, appName: 'rewards torture' })
  const collection = (service: string, name: string) =>
    client.db(`${prefix}_${service}`).collection<StoredDocument>(name)
  const rows = async <T>(service: string, name: string): Promise<T[]> => {
    const found = await collection(service, name)
      .find({}, { sort: { _id: 1 } })
      .toArray()
    return found.map(({ _id, doc }) => ({ ...doc, id: _id }) as T)
  }
  return {
    owed: () => collection('event', 'claims').countDocuments({ dueAt: { $exists: true } }),
    owing: () =>
      collection('event', 'claims').distinct('_id', { dueAt: { $exists: true }, 'doc.state': ACCEPTED }),
    buckets: () => rows<BucketRow>('event', 'buckets'),
    read: () => readAll(rows, ledgerOf(dataDir)),
    drop: async () => {
      for (const service of SERVICES) await client.db(`${prefix}_${service}`).dropDatabase()
    },
    close: () => client.close(),
  }
}

/** What was granted first, and the claims after: while a run goes on, each grant then finds the claim that it is of. */
async function readAll(
  rows: <T>(service: string, name: string) => Promise<T[]>,
  ledger: string,
): Promise<StoredRows> {
  return {
    books: readLedger(ledger),
    grants: await rows<GrantRow>('reward', 'grants'),
    buckets: await rows<BucketRow>('event', 'buckets'),
    claims: await rows<ClaimRow>('event', 'claims'),
    refusals: await rows<RefusalRow>('event', 'refusals'),
  }
}
