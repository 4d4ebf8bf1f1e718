import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DemoError } from './demo-error.ts'

/** What a running system says of itself in its data folder. */
export interface RunningSystem {
  /** Of all gateways. */
  readonly urls: readonly string[]
  /** Where the stores are; absent: in the data folder's files. `url` is without credentials. */
  readonly mongodb?: { readonly url: string; readonly prefix: string }
}

/** Reads it. Throws a `DemoError` when no system runs on this folder. */
export function runningSystem(dataDir: string): RunningSystem {
  const file = join(dataDir, 'system.json')
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (err) {
    const reason = err instanceof Error ? err.message : String(err)
    throw new DemoError(
      `no system runs on ${dataDir} (${reason}); start it with npm start, or name the data folder of the running one by --data`,
    )
  }
}
