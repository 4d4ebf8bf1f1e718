import { MongoClient, type MongoClientOptions } from 'mongodb'
import { checkDeclaration } from '../checks.ts'
import type { KeptStore } from '../driver.ts'
import type { CollectionDeclaration, Document, Store } from '../port.ts'
import { storeOver } from '../store-over.ts'
import { realSurroundings } from '../surroundings.ts'
import { readAddress } from './address.ts'
import { awaitServer } from './await-server.ts'
import { MongoCollection } from './collection.ts'
import { Connection, closeClient } from './connection.ts'
import type { MongoStoreOptions } from './options.ts'
import { sentCommand } from './sent-command.ts'
import { clientOptions } from './settings.ts'
import { hostsOf } from './watch-server.ts'

/** See `openMongoStore` of the package. */
export async function openMongoStore(options: MongoStoreOptions): Promise<Store> {
  return storeOver(await openMongoDriver(options), options)
}

/** See `openMongoDriver` of the package. */
export async function openMongoDriver(options: MongoStoreOptions): Promise<KeptStore> {
  const { url, service, collections, surroundings = realSurroundings() } = options
  collections.forEach(checkDeclaration)
  const database = `${readAddress(url).prefix}_${service}`
  await prepare(options, database)
  const connection = new Connection(newClient(options), database, options.logger)
  const opened = <T extends Document>(declaration: CollectionDeclaration) => {
    if (!collections.includes(declaration))
      throw new Error(`the collection ${declaration.name} is not one that ${database} was opened with`)
    return new MongoCollection<T>(connection, declaration, surroundings)
  }
  return {
    collection: opened,
    records: opened,
    ping: () => connection.ping(),
    close: () => connection.close(),
  }
}

/** Through a client of its own, which is patient: an index over many documents takes its time. */
async function prepare(options: MongoStoreOptions, database: string): Promise<void> {
  const { collections, logger, signal, surroundings = realSurroundings() } = options
  const client = newClient(options, { socketTimeoutMS: 0, maxPoolSize: 1 })
  try {
    const hosts = hostsOf(client)
    await awaitServer(client.db(database), collections, { hosts, logger, signal, surroundings })
  } finally {
    await closeClient(client)
  }
}

function newClient({ url, service, onCommand }: MongoStoreOptions, over?: MongoClientOptions): MongoClient {
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
