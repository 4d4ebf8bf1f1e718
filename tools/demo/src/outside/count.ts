import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DemoError } from '../demo-error.ts'
import type { Counted, CountedBucket, CountedClaim, CountedGrant } from './counted.ts'

/** A row of any collection: a document as JSON, and when the system has to come back to it. */
interface Row {
  readonly id: string
  readonly due_at: number | null
  readonly doc: string
}

/**
 * Counts what the files in a data folder say of an event: by SQL on the files, opened for reading alone. It shares no
 * code with the services, so that it cannot share their mistakes. Throws a `DemoError` when there is no such file.
 */
export function countOutside(dataDir: string, eventId: string): Counted {
  const eventFile = join(dataDir, 'event.sqlite')
  return {
    claims: rows(eventFile, 'claims', eventId).map(claim),
    refusals: rows(eventFile, 'refusals', eventId).map(({ doc }) => JSON.parse(doc)),
    buckets: rows(eventFile, 'buckets', eventId).map(bucket),
    grants: rows(join(dataDir, 'reward.sqlite'), 'grants', eventId).map(grant),
  }
}

/** Throws a `DemoError` when the folder is not that of the system which made the event. */
export function checkDataFolder(dataDir: string, eventId: string): void {
  const sql = 'SELECT id, due_at, doc FROM events WHERE id = ?'
  if (select(join(dataDir, 'event.sqlite'), sql, eventId).length === 0)
    throw new DemoError(
      `${dataDir} is the data folder of another system: it does not know the event just made; name the right one by --data`,
    )
}

function rows(
  file: string,
  collection: 'claims' | 'refusals' | 'buckets' | 'grants',
  eventId: string,
): Row[] {
  return select(file, `SELECT id, due_at, doc FROM ${collection} WHERE doc ->> 'eventId' = ?`, eventId)
}

function select(file: string, sql: string, parameter: string): Row[] {
  if (!existsSync(file))
    throw new DemoError(`there is no ${file}; name the data folder of the running system by --data`)
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  try {
    return db.prepare(sql).all(parameter) as unknown as Row[]
  } finally {
    db.close()
  }
}

function claim({ id, due_at, doc }: Row): CountedClaim {
  const { userId, state, attempts } = JSON.parse(doc)
  return { claimId: id, userId, state, attempts, isDue: due_at !== null }
}

/** A holder is `claimId#attempt`. */
function bucket({ doc }: Row): CountedBucket {
  const { rewardId, cap, holders } = JSON.parse(doc)
  return { rewardId, cap, claimIds: holders.map((holder: string) => holder.replace(/#\d+$/, '')) }
}

function grant({ doc }: Row): CountedGrant {
  const { claimId, userId, reward, state, effect } = JSON.parse(doc)
  const { rewardId, amount } = reward
  return { claimId, userId, rewardId, state, amount, couponCodes: effect?.codes ?? [] }
}
