import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestMongo } from '@rewards/mongodb/testing'
import { type KeptStore, openMongoDriver, openSqliteDriver, type StoreDeclaration } from '@rewards/store'

/** Somewhere for one test's documents, which several processes may open. */
export interface Place {
  open(collections: StoreDeclaration): Promise<KeptStore>
  remove(): Promise<void>
}

export async function sqlitePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-audit-'))
  return {
    open: collections => openSqliteDriver({ file: join(folder, 'store.sqlite'), collections }),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

export async function mongoPlace(mongo: TestMongo): Promise<Place> {
  const url = mongo.newUrl()
  return {
    open: collections => openMongoDriver({ url, service: 'audit', collections }),
    remove: () => mongo.drop(url),
  }
}
