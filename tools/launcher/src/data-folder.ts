import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { LaunchError } from './launch-error.ts'

/** A data folder that no other launcher uses, until it is given back or this process ends, however it does. */
export interface DataFolder {
  readonly path: string
  /** May be called again. */
  release(): void
}

/** Makes the folder when it is missing and takes it. Throws a `LaunchError` when another launcher has it. */
export function takeDataFolder(path: string): DataFolder {
  makeFolder(path)
  const pidFile = join(path, 'launcher.pid')
  const lock = lockIn(path, pidFile)
  writeFileSync(pidFile, String(process.pid))
  return { path, release: () => void (lock.isOpen && lock.close()) }
}

/** The lock is one of the kernel's, by way of SQLite: it ends with its process, and a number used again means nothing. */
function lockIn(path: string, pidFile: string): DatabaseSync {
  const lock = new DatabaseSync(join(path, 'launcher.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (err) {
    lock.close()
    throw new LaunchError(
      `the system runs already on ${path} (process ${readFileSync(pidFile, 'utf8')}); stop it first, or choose another folder: npm start -- --data DIR`,
      { cause: err },
    )
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    mkdirSync(join(path, 'logs'), { recursive: true })
  } catch (err) {
    const reason = err instanceof Error ? err.message : String(err)
    throw new LaunchError(`cannot use ${path} as the data folder: ${reason}`, { cause: err })
  }
}
