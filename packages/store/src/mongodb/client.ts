import { MongoClient, type MongoClientOptions } from 'mongodb'
import { readAddress } from './address.ts'
import { CommandTimeout } from './failures.ts'
import { inTime } from './in-time.ts'
import type { MongoStoreOptions } from './options.ts'
import { prepareIndexes } from './prepare-indexes.ts'
import { sentCommand } from './sent-command.ts'
import { clientOptions } from './settings.ts'

/** A client that is not connected yet. Throws one sentence when the address is none. */
export function newClient(
  { url, service, onCommand }: MongoStoreOptions,
  over?: MongoClientOptions,
): MongoClient {
  const { authSource } = readAddress(url)
  const options: MongoClientOptions = {
    ...clientOptions(),
    appName: `rewards ${service}`,
    monitorCommands: onCommand !== undefined,
    ...(authSource && { authSource }),
    ...over,
  }
  try {
    const client = new MongoClient(url, options)
    if (onCommand) client.on('commandStarted', event => onCommand(sentCommand(service, event)))
    return client
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`the address of MongoDB is refused by its driver: ${reason}`)
  }
}

/**
 * A connected client of a database that has its indexes. Connected before it is used: one whose first connection fails is
 * of no use any more, while one that had its server finds it again by itself.
 */
export async function connectedClient(options: MongoStoreOptions, database: string): Promise<MongoClient> {
  await prepare(options, database)
  const client = newClient(options)
  try {
    return await client.connect()
  } catch (error) {
    await closeClient(client)
    throw error
  }
}

/** Through a client of its own, which is patient: an index over many documents takes its time. */
async function prepare(options: MongoStoreOptions, database: string): Promise<void> {
  const client = newClient(options, { socketTimeoutMS: 0, maxPoolSize: 1 })
  try {
    const db = client.db(database)
    await db.command({ ping: 1 })
    for (const collection of options.collections) await prepareIndexes(db, collection, options.logger)
  } finally {
    await closeClient(client)
  }
}

/** Ends a client. A server that does not answer its good-bye is left without. */
export async function closeClient(client: MongoClient): Promise<void> {
  await inTime(client.close()).catch(error => {
    if (!(error instanceof CommandTimeout)) throw error
  })
}
