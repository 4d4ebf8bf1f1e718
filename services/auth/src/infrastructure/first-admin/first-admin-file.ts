import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Credentials } from '../../application/ensure-first-admin.ts'
import { writeOnce } from '../files/write-once.ts'

/** Where the first administrator's random password is left for whoever starts the system. */
export function firstAdminFile(dataDir: string): string {
  return join(dataDir, 'first-admin.json')
}

/**
 * The first administrator with a random password, as `{"email", "password"}` in a file that its owner alone can read. The file
 * is there, whole and synced, before the account is; if it is there already, what it says holds. So neither a crash nor
 * a second process on this folder can make an account whose password nobody knows. Delete it once the password is in a safe place.
 */
export async function credentialsInFile(dataDir: string, email: string): Promise<Credentials> {
  const file = firstAdminFile(dataDir)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const password = randomBytes(18).toString('base64url')
  await writeOnce(file, `${JSON.stringify({ email, password })}\n`)
  return read(file)
}

/** Takes away a password that is none, since a process with another folder made the account at the same moment. */
export function forgetCredentials(dataDir: string): Promise<void> {
  return rm(firstAdminFile(dataDir), { force: true })
}

async function read(file: string): Promise<Credentials> {
  const { email, password }: Partial<Credentials> = JSON.parse(await readFile(file, 'utf8'))
  if (typeof email !== 'string' || typeof password !== 'string')
    throw new Error(`${file} does not have an e-mail address and a password; delete it to get a new one`)
  return { email, password }
}
