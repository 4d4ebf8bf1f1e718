import { randomUUID } from 'node:crypto'
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSqliteStore } from '@rewards/store'
import fc from 'fast-check'
import { Counter } from '../counter.ts'
import { type Mangle, mangled, mangles } from '../mangle/mangle.ts'
import type { FuzzPart, FuzzTarget } from '../part.ts'
import { COLLECTION, DOCUMENTS, differences } from './content.ts'

/** Damage of a store's file, which had been closed in order. */
export interface FileInput {
  readonly mangles: readonly Mangle[]
}

/** Files of SQLite. */
export const files: FuzzPart<FileInput> = {
  name: 'files',
  says: 'files of stores with flipped, cut or repeated bytes: refused, or what is read is what was written',
  atOnce: 1,
  inputs: fc.record({
    mangles: fc.oneof(
      mangles,
      mangles.map(all => all.filter(({ kind }) => kind === 'flip')),
    ),
  }),
  open: ({ folder }) => openFiles(folder),
}

async function openFiles(folder: string): Promise<FuzzTarget<FileInput>> {
  const counter = new Counter()
  const good = join(folder, 'good.sqlite')
  await fill(good)
  const bytes = readFileSync(good)
  return {
    counts: counter.counts,
    try: async input => {
      const file = join(folder, `${randomUUID()}.sqlite`)
      copyFileSync(good, file)
      writeFileSync(file, mangled(bytes, input.mangles))
      try {
        const { outcome, problems } = await readBack(file)
        counter.add(outcome)
        return problems
      } finally {
        for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
      }
    },
    finish: async () => [],
    close: async () => undefined,
  }
}

async function fill(file: string): Promise<void> {
  const store = await openSqliteStore({ file, collections: [COLLECTION] })
  const collection = store.collection<object>(COLLECTION)
  for (const [id, document] of DOCUMENTS) await collection.insertOnce(id, document)
  await store.close()
}

interface ReadBack {
  readonly outcome: 'refused at the start' | 'refused at a read' | 'whole' | 'wrong'
  readonly problems: readonly string[]
}

const refused = (outcome: ReadBack['outcome'], err: unknown): ReadBack => ({
  outcome,
  problems: isClear(err) ? [] : [`the refusal is not clear: ${err}`],
})

async function readBack(file: string): Promise<ReadBack> {
  const opened = await openSqliteStore({ file, collections: [COLLECTION] }).then(
    store => ({ store }),
    (err: unknown) => ({ err }),
  )
  if (!('store' in opened)) return refused('refused at the start', opened.err)
  try {
    const problems = await differences(opened.store.collection(COLLECTION))
    return { outcome: problems.length > 0 ? 'wrong' : 'whole', problems }
  } catch (err) {
    return refused('refused at a read', err)
  } finally {
    await opened.store.close()
  }
}

/** One sentence for people, or an error that callers are told with a reason. */
function isClear(err: unknown): boolean {
  if (!(err instanceof Error)) return false
  if ('reason' in err) return err.reason === 'DOCUMENT_DAMAGED' || err.reason === 'STORE_UNAVAILABLE'
  return /cannot be opened as a store|is damaged|of another program|newer version/.test(err.message)
}
