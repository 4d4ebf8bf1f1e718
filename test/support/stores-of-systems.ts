import type { TestMongo } from '@rewards/mongodb/testing'
import { type Stored, storedInFiles, storedInMongo } from './stored.ts'

/** A kind of store that a whole system can run on. */
export interface StoreOfSystem {
  /** For the titles of tests. */
  readonly name: string
  /** Why there is none on this machine; empty when there is one. */
  readonly missing: string
  /** A new, empty one. */
  newPlace(): StorePlace
}

export interface StorePlace {
  /** What makes a system use it. */
  readonly env: Readonly<Record<string, string>>
  /** What lies in it, past the services. */
  open(dataDir: string): Stored
}

export const inFiles: StoreOfSystem = {
  name: 'SQLite',
  missing: '',
  newPlace: () => ({ env: {}, open: storedInFiles }),
}

export function inMongo(mongo: TestMongo): StoreOfSystem {
  return {
    name: mongo.name,
    missing: mongo.missing,
    newPlace() {
      const url = mongo.newUrl()
      return { env: { MONGODB_URL: url }, open: () => storedInMongo(url) }
    },
  }
}
