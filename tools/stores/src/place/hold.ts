import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { LaunchError, takeDataFolder } from '@rewards/launcher'
import type { Services } from '../services.ts'
import { StoresError } from '../stores-error.ts'
import type { Place } from './place.ts'
import { fileOf } from './stores.ts'

/**
 * Keeps a system from being started on a place while it is copied, as far as that can be done: of a data folder, its
 * launcher's lock is taken. Throws a `StoresError` when a system runs on it, or a process has one of its files open. Who
 * uses a MongoDB cannot be seen.
 */
export function holdPlace(place: Place, services: Services): Disposable {
  if (place.kind === 'mongodb') return { [Symbol.dispose]: () => undefined }
  const lock = takeLock(place.folder)
  const files = Object.keys(services).map(service => fileOf(place, service))
  const open = files.find(file => existsSync(file) && isOpenElsewhere(file))
  if (open !== undefined) {
    lock.release()
    throw new StoresError(`${open} is in use; stop the service that has it open first`)
  }
  return { [Symbol.dispose]: () => lock.release() }
}

function takeLock(folder: string) {
  try {
    return takeDataFolder(folder)
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error
    const reason = error.message.split(';')[0]
    throw new StoresError(`${reason}; stop it first: a copy of what is being written is worth nothing`, {
      cause: error,
    })
  }
}

/** A process that has a file in WAL mode open keeps a lock on it that is shared, but not with this. */
function isOpenElsewhere(file: string): boolean {
  const db = new DatabaseSync(file, { timeout: 0 })
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; ROLLBACK')
    return false
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5) return true
    throw error
  } finally {
    db.close()
  }
}
