import { join } from 'node:path'

/** The repository's folder. */
export const ROOT = join(import.meta.dirname, '..', '..', '..')

/** Where a nats-server that had to be downloaded is kept, for every data folder of this checkout. */
export const SERVER_CACHE = join(ROOT, '.cache', 'nats')

/** What the broker keeps in a data folder. */
export function brokerFolder(dataDir: string): string {
  return join(dataDir, 'broker')
}

/** The file of a process's log in a data folder. */
export function logPath(dataDir: string, name: string): string {
  return join(dataDir, 'logs', `${name}.log`)
}
