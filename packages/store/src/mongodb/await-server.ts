import { once } from 'node:events'
import type { Db } from 'mongodb'
import type { StoreDeclaration } from '../port.ts'
import type { Surroundings } from '../surroundings.ts'
import { isOfTheServer } from './failures.ts'
import { prepareIndexes } from './prepare-indexes.ts'
import type { StoreLogger } from './watch-server.ts'

/** Each try itself waits for a server; this is only a breath in between. */
const BETWEEN_TRIES_MS = 500
const TOLD_EVERY_MS = 5_000

/** What a start waits with. */
export interface Waiting {
  /** For the log: hosts and ports, and no more of the address. */
  readonly hosts: string
  readonly logger: StoreLogger | undefined
  readonly signal: AbortSignal | undefined
  readonly surroundings: Surroundings
}

/**
 * Waits until the server is there and has the indexes, and says what it waits for, at once and every few seconds.
 * Rejects with one sentence when waiting would not help, and with the signal's reason when it is aborted.
 */
export async function awaitServer(db: Db, collections: StoreDeclaration, waiting: Waiting): Promise<void> {
  const { signal } = waiting
  signal?.throwIfAborted()
  const over = new AbortController()
  const aborted = signal
    ? once(signal, 'abort', { signal: over.signal }).then(() => signal.throwIfAborted())
    : new Promise<never>(() => undefined)
  try {
    await Promise.race([prepared(db, collections, waiting, over.signal), aborted])
  } finally {
    over.abort()
  }
}

async function prepared(
  db: Db,
  collections: StoreDeclaration,
  { hosts, logger, surroundings }: Waiting,
  over: AbortSignal,
): Promise<void> {
  const { now, sleep } = surroundings
  for (let toldAt = Number.NEGATIVE_INFINITY; !over.aborted; ) {
    try {
      await db.command({ ping: 1 })
      for (const collection of collections) await prepareIndexes(db, collection, logger)
      return
    } catch (error) {
      if (!isOfTheServer(error)) throw error
      if (now() - toldAt >= TOLD_EVERY_MS) {
        logger?.warn({ err: error }, `MongoDB at ${hosts} does not answer; waiting for it`)
        toldAt = now()
      }
    }
    await sleep(BETWEEN_TRIES_MS)
  }
}
