import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const BLOCK = Buffer.alloc(4_096, 1)

/** How many blocks a second this disk takes when each is written, and synced, before the next. */
export function syncsPerSecond(folder: string, forMs: number): number {
  const file = openSync(join(folder, 'syncs'), 'w')
  try {
    const startedAt = performance.now()
    let syncs = 0
    for (; performance.now() < startedAt + forMs; syncs++) {
      writeSync(file, BLOCK)
      fdatasyncSync(file)
    }
    return (syncs * 1_000) / (performance.now() - startedAt)
  } finally {
    closeSync(file)
  }
}
