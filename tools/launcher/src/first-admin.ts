import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The administrator that auth makes when a data folder is new. */
export interface FirstAdmin {
  readonly email: string
  readonly password: string
}

/** Where auth leaves the first administrator's password, for its owner alone. */
export function firstAdminPath(dataDir: string): string {
  return join(dataDir, 'first-admin.json')
}

/** The first administrator, while that file is there; `undefined` when it is not, or is not whole. */
export function readFirstAdmin(dataDir: string): FirstAdmin | undefined {
  try {
    const { email, password } = JSON.parse(readFileSync(firstAdminPath(dataDir), 'utf8'))
    return typeof email === 'string' && typeof password === 'string' ? { email, password } : undefined
  } catch (err) {
    if (err instanceof SyntaxError || (err as { code?: unknown }).code === 'ENOENT') return undefined
    throw err
  }
}
