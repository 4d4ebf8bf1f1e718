import type { TestMongo } from '@rewards/mongodb/testing'
import type { Place } from '../src/contract/subject.ts'
import type { KeptStore } from '../src/driver.ts'
import { openMongoDriver } from '../src/mongodb/index.ts'
import type { StoreDeclaration } from '../src/port.ts'

/** Opens the same database from another process. */
export function openAgain(url: string, collections: StoreDeclaration): Promise<KeptStore> {
  return openMongoDriver({ url, service: 'contract', collections })
}

/** A database of its own. */
export async function newMongoPlace(mongo: TestMongo): Promise<Place> {
  const url = mongo.newUrl()
  return {
    open: collections => openAgain(url, collections),
    elsewhere: { module: new URL(import.meta.url), argument: url },
    remove: () => mongo.drop(url),
  }
}
