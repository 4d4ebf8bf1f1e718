import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Place } from '../src/contract/subject.ts'
import type { KeptStore } from '../src/driver.ts'
import type { StoreDeclaration } from '../src/port.ts'
import { openSqliteDriver } from '../src/sqlite/open.ts'

/** Opens the same file from another process. */
export function openAgain(file: string, collections: StoreDeclaration): Promise<KeptStore> {
  return openSqliteDriver({ file, collections })
}

/** A file in a folder of its own. */
export async function newSqlitePlace(): Promise<Place & { readonly file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-store-'))
  const file = join(folder, 'things.sqlite')
  return {
    file,
    open: collections => openAgain(file, collections),
    elsewhere: { module: new URL(import.meta.url), argument: file },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
