import { randomUUID } from 'node:crypto'
import { closeSync, linkSync, openSync, rmSync } from 'node:fs'

/**
 * Makes a file that is a store from the first moment it can be seen, so that an empty one is always damage; readable by its
 * owner alone. Somebody else may make it at the same time: theirs stays then. `prepare` makes an empty file a store and closes
 * it. Rejects with one clear sentence where the file system cannot do it.
 */
export async function makeFile(file: string, prepare: (path: string) => Promise<void>): Promise<void> {
  const unseen = `${file}.${randomUUID()}.new`
  try {
    closeSync(openSync(unseen, 'wx', 0o600))
    await prepare(unseen)
    show(unseen, file)
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(unseen + end, { force: true })
  }
}

function show(unseen: string, file: string): void {
  try {
    linkSync(unseen, file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'EEXIST')
      throw new Error(`${file} lies on a file system that cannot hold a store: ${message}`, { cause: error })
  }
}
