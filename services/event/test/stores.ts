import { join } from 'node:path'
import { mongodbUrlOf } from '@rewards/mongodb/testing'
import { openMongoStore, openSqliteStore, type Store } from '@rewards/store'
import { storeDeclaration as declared } from '../src/infrastructure/store/collections.ts'

/** The service's store: a file in the folder, or a database that is named after it. */
export function openStoreOf(folder: string): Promise<Store> {
  const url = mongodbUrlOf(folder)
  return url === undefined
    ? openSqliteStore({ file: join(folder, 'event.sqlite'), collections: declared })
    : openMongoStore({ url, service: 'event', collections: declared })
}
