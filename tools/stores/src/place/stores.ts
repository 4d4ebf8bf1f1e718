import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type KeptStore, openMongoDriver, openSqliteDriver, type StoreDeclaration } from '@rewards/store'
import { POSITIONS } from '@rewards/store/keeping'
import type { Services } from '../services.ts'
import { StoresError } from '../stores-error.ts'
import type { Place, SqlitePlace } from './place.ts'

/** The opened stores of all services of one place, with what is kept of how far migrations and copies are. */
export interface Stores extends AsyncDisposable {
  /** Of the place, fit to be shown. */
  readonly name: string
  /** By the service's name. */
  readonly of: ReadonlyMap<string, KeptStore>
}

/** How a MongoDB is waited for. */
export interface Waiting {
  /** Gives up. */
  readonly signal?: AbortSignal
  /** Told what it waits for, in a line. */
  readonly say?: (line: string) => void
}

/** A service waits for its MongoDB as long as it takes; whoever sits before a command wants to know. */
const PATIENCE_MS = 20_000

/** Throws a `StoresError` unless every service has a store in this folder. */
export function checkFiles(place: SqlitePlace, services: Services): void {
  const missing = Object.keys(services).find(service => !existsSync(fileOf(place, service)))
  if (missing !== undefined)
    throw new StoresError(
      `there is no store of ${missing} in ${place.folder} (${missing}.sqlite is missing); is it the right folder?`,
    )
}

/**
 * Opens the stores of all services; one that is missing is made. Rejects with a sentence when one cannot be opened, or
 * the waiting is given up.
 */
export async function openStores(place: Place, services: Services, waiting: Waiting = {}): Promise<Stores> {
  const opened = new Map<string, KeptStore>()
  const closeAll = async () => {
    for (const store of opened.values()) await store.close()
  }
  try {
    for (const [service, declaration] of Object.entries(services))
      opened.set(service, await openStore(place, service, [...declaration, POSITIONS], waiting))
  } catch (error) {
    await closeAll()
    throw error
  }
  return { name: place.name, of: opened, [Symbol.asyncDispose]: closeAll }
}

async function openStore(
  place: Place,
  service: string,
  collections: StoreDeclaration,
  { signal: stopped, say }: Waiting,
): Promise<KeptStore> {
  if (place.kind === 'sqlite') return openSqliteDriver({ file: fileOf(place, service), collections })
  const patience = AbortSignal.timeout(PATIENCE_MS)
  const signal = stopped ? AbortSignal.any([stopped, patience]) : patience
  const logger = {
    info: () => undefined,
    warn: (fields: object, message: string) =>
      say?.('index' in fields ? `${service}: ${fields.index}: ${message}` : message),
  }
  try {
    return await openMongoDriver({ url: place.url, service, collections, signal, logger })
  } catch (error) {
    if (stopped?.aborted) throw new StoresError(`stopped before ${place.name} answered`)
    if (patience.aborted) throw new StoresError(`${place.name} does not answer`, { cause: error })
    throw error
  }
}

/** The file of a service's store. */
export function fileOf({ folder }: SqlitePlace, service: string): string {
  return join(folder, `${service}.sqlite`)
}
