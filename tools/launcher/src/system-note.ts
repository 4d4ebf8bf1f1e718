import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MongodbPlace } from './mongodb.ts'

/** What commands that look at a running system find in its data folder, as `system.json`, while it runs. */
export interface SystemNote {
  /** Of all gateways. */
  readonly urls: readonly string[]
  /** Where each process but the broker shows its metrics, by its name. */
  readonly metrics: Readonly<Record<string, string>>
  /** Absent: the data lies in the folder's own files. */
  readonly mongodb?: Pick<MongodbPlace, 'url' | 'prefix'>
}

export function noteSystem(dataDir: string, { urls, metrics, mongodb }: SystemNote): void {
  const note = { urls, metrics, ...(mongodb && { mongodb: { url: mongodb.url, prefix: mongodb.prefix } }) }
  writeFileSync(fileIn(dataDir), `${JSON.stringify(note)}\n`)
}

export function forgetSystem(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true })
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'system.json')
}
