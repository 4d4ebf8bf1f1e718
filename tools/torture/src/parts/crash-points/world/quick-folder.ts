import { accessSync, constants, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Files in memory, where there are some: thousands of runs make and remove their files, and none is about lost power. */
const IN_MEMORY = '/dev/shm'

/** Uses a folder of its own, which is removed then. */
export async function inQuickFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(isThere(IN_MEMORY) ? IN_MEMORY : tmpdir(), 'rewards-crash-points-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function isThere(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}
