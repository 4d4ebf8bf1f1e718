import { checkDeclaration } from '../checks.ts'
import type { KeptStore } from '../driver.ts'
import type { CollectionDeclaration, Document, Store } from '../port.ts'
import { storeOver } from '../store-over.ts'
import { realSurroundings } from '../surroundings.ts'
import { readAddress } from './address.ts'
import { awaitClient } from './await-client.ts'
import { connectedClient, newClient } from './client.ts'
import { MongoCollection } from './collection.ts'
import { Connection } from './connection.ts'
import type { MongoStoreOptions } from './options.ts'
import { hostsOf } from './watch-server.ts'

/** See `openMongoStore` of the package. */
export async function openMongoStore(options: MongoStoreOptions): Promise<Store> {
  return storeOver(await openMongoDriver(options), options)
}

/** See `openMongoDriver` of the package. */
export async function openMongoDriver(options: MongoStoreOptions): Promise<KeptStore> {
  const { url, service, collections, logger, signal, surroundings = realSurroundings() } = options
  collections.forEach(checkDeclaration)
  const database = `${readAddress(url).prefix}_${service}`
  const hosts = hostsOf(newClient(options))
  const open = () => connectedClient(options, database)
  const client = await awaitClient(open, { hosts, logger, signal, surroundings })
  const connection = new Connection(client, database, logger)
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
