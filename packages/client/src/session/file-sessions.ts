import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { parseSession, type Session, type SessionStore } from './session.ts'

/**
 * Keeps the session in a file that only its owner may read, for all processes that name it, over restarts. It is replaced in
 * one step, so that nobody reads half of it. Folders that are missing are made.
 */
export function fileSessions(path: string): SessionStore {
  return {
    read: async () => {
      const text = await readFile(path, 'utf8').catch(error => {
        if (error.code !== 'ENOENT') throw error
        return ''
      })
      return parseSession(text)
    },
    write: session => (session ? replace(path, session) : rm(path, { force: true })),
  }
}

let written = 0

async function replace(path: string, session: Session): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const beside = `${path}.${process.pid}.${written++}`
  await writeFile(beside, JSON.stringify(session), { mode: 0o600 })
  await rename(beside, path)
}
