import { resolve } from 'node:path'
import { mongodbIn } from '@rewards/launcher'
import { StoresError } from '../stores-error.ts'

/** Where the stores of all services lie. */
export type Place = SqlitePlace | MongodbPlace

export interface SqlitePlace {
  readonly kind: 'sqlite'
  /** The data folder, from the root of the file system. */
  readonly folder: string
  /** Fit to be shown, and the same for the same place. */
  readonly name: string
}

export interface MongodbPlace {
  readonly kind: 'mongodb'
  /** With whatever secrets it was given. Never shown. */
  readonly url: string
  readonly name: string
}

export function sqlitePlace(folder: string): SqlitePlace {
  const path = resolve(folder)
  return { kind: 'sqlite', folder: path, name: `sqlite:${path}` }
}

/** Throws a `StoresError` that does not show the address when it is none. */
export function mongodbPlace(url: string, givenBy: string): MongodbPlace {
  const malformed = `${givenBy} is malformed (its value is not shown); allowed is mongodb://HOST/PREFIX or mongodb+srv://HOST/PREFIX`
  try {
    const place = mongodbIn({ MONGODB_URL: url })
    if (place === undefined) throw new StoresError(malformed)
    const { hosts, prefix } = place
    return { kind: 'mongodb', url, name: `mongodb://${hosts}/${prefix}` }
  } catch (error) {
    throw new StoresError(malformed, { cause: error })
  }
}

/** Reads `sqlite:DIR` or a MongoDB address. Throws a `StoresError` that names `givenBy`, an option. */
export function parsePlace(text: string | undefined, givenBy: string): Place {
  const allowed = 'sqlite:DIR, with a data folder, or mongodb://HOST/PREFIX'
  if (text === undefined) throw new StoresError(`${givenBy} is missing; it is ${allowed}`)
  if (/^mongodb(\+srv)?:/.test(text)) return mongodbPlace(text, givenBy)
  const folder = /^sqlite:(.+)$/s.exec(text)?.[1]
  if (folder === undefined) throw new StoresError(`${givenBy} is neither ${allowed.replace(', or', ', nor')}`)
  return sqlitePlace(folder)
}
