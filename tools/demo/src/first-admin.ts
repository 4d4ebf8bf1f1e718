import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Credentials } from './arguments.ts'
import { DemoError } from './demo-error.ts'

/** The first administrator, as the system leaves them in its data folder. Throws a `DemoError` when that is not there. */
export function firstAdmin(dataDir: string): Credentials {
  const file = join(dataDir, 'first-admin.json')
  const { email, password } = read(file)
  if (typeof email === 'string' && typeof password === 'string') return { email, password }
  throw new DemoError(`${file} does not name an e-mail address and a password; ${ELSE}`)
}

const ELSE =
  'name the data folder of the running system by --data, or an administrator by --admin-email and --admin-password'

function read(file: string): { email?: unknown; password?: unknown } {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8')))
  } catch (err) {
    throw new DemoError(`${file} cannot be read (${err instanceof Error ? err.message : err}); ${ELSE}`)
  }
}
