import { basename, join } from 'node:path'
import { withDatabase } from '@rewards/mongodb'
import { openMongoStore, openSqliteStore, type Store } from '@rewards/store'
import { collections } from '../src/infrastructure/store/collections.ts'

let mongodb = ''

/** From now on every store of this test file lies in that MongoDB. */
export function keepIn(url: string): void {
  mongodb = url
}

/** The service's store: a file in the folder, or a database that is named after it. */
export function openStoreOf(folder: string): Promise<Store> {
  const declared = Object.values(collections)
  if (mongodb === '') return openSqliteStore({ file: join(folder, 'event.sqlite'), collections: declared })
  const prefix = new URL(mongodb).pathname.slice(1)
  const url = withDatabase(mongodb, `${prefix}_${basename(folder).slice(-6)}`)
  return openMongoStore({ url, service: 'event', collections: declared })
}
