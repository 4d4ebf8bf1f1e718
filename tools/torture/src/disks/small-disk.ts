import { execFile } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A file system in memory that is soon full. */
export interface SmallDisk {
  readonly folder: string
  /** Takes all the room that is left; free bytes after it. */
  fill(): number
  /** Gives it back. */
  free(): void
  unmount(): Promise<void>
}

const PIECE = Buffer.alloc(64 * 1024)
const SMALL_PIECE = Buffer.alloc(4 * 1024)

/** Mounts one of so many MiB; where that cannot be had (it needs Linux, and root), says why. */
export async function mountSmallDisk(
  folder: string,
  mebibytes: number,
): Promise<SmallDisk | { readonly missing: string }> {
  mkdirSync(folder, { recursive: true })
  const options = ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder]
  try {
    await run('mount', options)
  } catch (err) {
    const { stderr, message } = err as Error & { stderr?: string }
    return { missing: `no small disk could be mounted: ${(stderr || message).trim()}` }
  }
  const ballast = join(folder, 'ballast')
  return {
    folder,
    fill: () => fill(ballast, folder),
    free: () => rmSync(ballast, { force: true }),
    unmount: async () => void (await run('umount', ['--lazy', folder])),
  }
}

function fill(ballast: string, folder: string): number {
  const file = openSync(ballast, 'a')
  try {
    for (const piece of [PIECE, SMALL_PIECE]) writeWhileRoom(file, piece)
  } finally {
    closeSync(file)
  }
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function writeWhileRoom(file: number, piece: Buffer): void {
  try {
    while (writeSync(file, piece) === piece.length);
  } catch (err) {
    if ((err as { code?: unknown }).code !== 'ENOSPC') throw err
  }
}
