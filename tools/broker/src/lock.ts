import { readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './processes.ts'

/**
 * Runs `work` while no other process runs its own under the same lock file. A lock whose process is gone is taken over.
 * It saves work and carries no promise: two at once may happen when a process dies while another waits.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  while (!(await take(file))) await sleep(100)
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error
    if (!(await hasLiveOwner(file))) await rm(file, { force: true })
    return false
  }
}

async function hasLiveOwner(file: string): Promise<boolean> {
  const owner = await readFile(file, 'utf8').catch(() => undefined)
  // Empty: created a moment ago, its number not written yet. Gone: free again.
  return owner === undefined || owner === '' || isAlive(Number(owner))
}
