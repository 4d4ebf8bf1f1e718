import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type FoundMongo, findMongo, withDatabase } from '@rewards/mongodb'
import { TortureError } from '../torture-error.ts'
import { openMongodbStores } from './mongodb.ts'
import type { StoreName } from './names.ts'
import type { StoresReader } from './rows.ts'
import { openSqliteStores } from './sqlite.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Where the system under torture keeps its data. */
export interface StorePlace {
  /** For people: what it is. */
  readonly name: string
  /** What the system has to find in its environment to keep its data there. */
  readonly env: Environment
  /**
   * For reading alone, once the system has started on this data folder; where services keep files in folders of their own,
   * those are named.
   */
  open(dataDir: string, folders?: ReadonlyMap<string, string>): StoresReader
  /** Stops the store's process as it stands, for some seconds; absent: there is none that may be. */
  readonly pause?: () => Promise<void>
  /** Removes what lies there, and ends what was started. */
  stop(): Promise<void>
}

/** The name of the store's process among those that are struck. */
export const STORE_PROCESS = 'mongodb'

const PAUSE_MS = 3_000

/** Finds or starts the store. Rejects with a `TortureError` when there is none on this machine. */
export async function openPlace(
  store: StoreName,
  env: Environment,
  signal: AbortSignal,
): Promise<StorePlace> {
  if (store === 'mongodb') return openMongodb(env, signal)
  return {
    name: 'SQLite',
    env: { MONGODB_URL: undefined },
    open: openSqliteStores,
    stop: async () => undefined,
  }
}

async function openMongodb(env: Environment, signal: AbortSignal): Promise<StorePlace> {
  const found = await findMongo({ env, signal })
  if ('missing' in found) throw new TortureError(found.missing)
  const prefix = `torture-${randomBytes(4).toString('hex')}`
  const { pid } = found
  return {
    name: `MongoDB (${found.what}, ${found.version})`,
    env: { MONGODB_URL: withDatabase(found.url, prefix) },
    open: dataDir => openMongodbStores(found.url, prefix, dataDir),
    ...(pid !== undefined && { pause: () => pause(pid) }),
    stop: () => remove(found, prefix),
  }
}

/** The stand-in keeps everything in memory, so it is never killed. */
async function pause(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP')
  try {
    await sleep(PAUSE_MS)
  } finally {
    process.kill(pid, 'SIGCONT')
  }
}

async function remove(found: FoundMongo, prefix: string): Promise<void> {
  try {
    const databases = openMongodbStores(found.url, prefix, '')
    await databases.drop().finally(() => databases.close())
  } finally {
    await found.stop()
  }
}
