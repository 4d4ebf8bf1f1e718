import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ledgerOf, readLedger } from '../provider/ledger-file.ts'
import type { BucketRow, ClaimRow, GrantRow, RefusalRow, StoredRows, StoresReader } from './rows.ts'

/** A row of any collection: a document as JSON. */
interface Row {
  readonly id: string
  readonly doc: string
}

/** How long a read waits for a writer. */
const PATIENCE_MS = 5_000

/**
 * Opens the services' files in a data folder, or in the folder of a service's own, and the provider's beside the first. Throws
 * when one of a service is missing.
 */
export function openSqliteStores(
  dataDir: string,
  folders: ReadonlyMap<string, string> = new Map(),
): StoresReader {
  const open = (service: string) =>
    new DatabaseSync(join(folders.get(service) ?? dataDir, `${service}.sqlite`), {
      readOnly: true,
      timeout: PATIENCE_MS,
    })
  const event = open('event')
  const reward = open('reward')
  return {
    owed: async () =>
      Number(event.prepare('SELECT count(*) AS owed FROM claims WHERE due_at IS NOT NULL').get()?.owed),
    owing: async () =>
      event
        .prepare("SELECT id FROM claims WHERE due_at IS NOT NULL AND doc ->> '$.state' = 'REQUESTED'")
        .all()
        .map(({ id }) => String(id)),
    buckets: async () => documents<BucketRow>(event, 'buckets'),
    read: async () => readAll(event, reward, ledgerOf(dataDir)),
    close: async () => {
      event.close()
      reward.close()
    },
  }
}

/**
 * What was granted first, and the claims after: while a run goes on, each grant then finds the claim that it is of.
 */
function readAll(event: DatabaseSync, reward: DatabaseSync, ledger: string): StoredRows {
  return {
    books: readLedger(ledger),
    grants: documents<GrantRow>(reward, 'grants'),
    buckets: documents<BucketRow>(event, 'buckets'),
    claims: documents<ClaimRow>(event, 'claims'),
    refusals: documents<RefusalRow>(event, 'refusals'),
  }
}

function documents<T extends { readonly id: string }>(db: DatabaseSync, table: string): T[] {
  const rows = db.prepare(`SELECT id, doc FROM "${table}" ORDER BY id`).all() as unknown as Row[]
  return rows.map(({ id, doc }) => ({ ...JSON.parse(doc), id }))
}
