import { once } from 'node:events'
import type { MongoClient } from 'mongodb'
import type { Surroundings } from '../surroundings.ts'
import { closeClient } from './client.ts'
import { isOfTheServer } from './failures.ts'
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
 * Tries to open a client until it succeeds, and says what it waits for, at once and every few seconds. Rejects with what
 * `open` does when waiting would not help, and with the signal's reason when it is aborted.
 */
export async function awaitClient(open: () => Promise<MongoClient>, waiting: Waiting): Promise<MongoClient> {
  const { signal } = waiting
  signal?.throwIfAborted()
  const over = new AbortController()
  const opening = untilOpen(open, waiting, over.signal)
  if (signal === undefined) return opening
  const aborted = once(signal, 'abort', { signal: over.signal })
  try {
    return await Promise.race([opening, aborted.then(() => Promise.reject(signal.reason))])
  } finally {
    over.abort()
    if (signal.aborted) void opening.then(closeClient, () => undefined)
  }
}

async function untilOpen(
  open: () => Promise<MongoClient>,
  { hosts, logger, surroundings: { now, sleep } }: Waiting,
  over: AbortSignal,
): Promise<MongoClient> {
  for (let toldAt = Number.NEGATIVE_INFINITY; ; await sleep(BETWEEN_TRIES_MS)) {
    try {
      return await open()
    } catch (error) {
      if (over.aborted || !isOfTheServer(error)) throw error
      if (now() - toldAt < TOLD_EVERY_MS) continue
      logger?.warn({ err: error }, `MongoDB at ${hosts} does not answer; waiting for it`)
      toldAt = now()
    }
  }
}
