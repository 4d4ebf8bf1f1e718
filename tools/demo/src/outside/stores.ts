import type { RunningSystem } from '../running-system.ts'
import { openMongodb } from './mongodb.ts'
import { openSqliteFiles } from './sqlite-files.ts'

/** What the count reads, by the service that it belongs to. */
export type CountedCollection = 'event.claims' | 'event.refusals' | 'event.buckets' | 'reward.grants'

/** A document as it lies in a store. */
export interface Row {
  readonly id: string
  /** Whether the system has to come back to it. */
  readonly isDue: boolean
  // biome-ignore lint/suspicious/noExplicitAny: what it is, is what the count finds out
  readonly doc: any
}

/** The stores of a running system, read past its services. Everything rejects with a `DemoError` when that cannot be done. */
export interface Stores {
  /** As one would call them in a sentence. */
  readonly name: string
  hasEvent(eventId: string): Promise<boolean>
  ofEvent(collection: CountedCollection, eventId: string): Promise<readonly Row[]>
  close(): Promise<void>
}

/** The stores that the system names. `mongodbUrl`: how to connect where its own note, without credentials, is not enough. */
export function openStores(
  dataDir: string,
  { mongodb }: RunningSystem,
  mongodbUrl: string | undefined,
): Stores {
  if (!mongodb) return openSqliteFiles(dataDir)
  return openMongodb(mongodbUrl ?? mongodb.url, mongodb.prefix)
}
