import { rmSync } from 'node:fs'
import { type Collection, openSqliteStore } from '@rewards/store'
import { COLLECTION, DOCUMENTS } from './content.ts'

/** Writes all documents, each with a commit of its own, and does `beforeClosing` with them there. */
export async function fill(file: string, beforeClosing = () => {}): Promise<void> {
  const store = await openSqliteStore({ file, collections: [COLLECTION] })
  const collection = store.collection<object>(COLLECTION)
  for (const [id, document] of DOCUMENTS) await collection.insertOnce(id, document)
  beforeClosing()
  await store.close()
}

/** What a store's file, and what lies beside it, are called. */
const FILE_ENDS = ['', '-wal', '-shm']

export interface ReadBack {
  readonly outcome: string
  readonly problems: readonly string[]
}

/** Opens a file, lets it be judged, and removes it. It may be refused, at the start or at a read, with a clear error. */
export async function readBack(
  file: string,
  judge: (collection: Collection<object>) => Promise<ReadBack>,
): Promise<ReadBack> {
  try {
    return await opened(file, judge)
  } finally {
    for (const end of FILE_ENDS) rmSync(file + end, { force: true })
  }
}

async function opened(
  file: string,
  judge: (collection: Collection<object>) => Promise<ReadBack>,
): Promise<ReadBack> {
  const opening = await openSqliteStore({ file, collections: [COLLECTION] }).then(
    store => ({ store }),
    (err: unknown) => ({ err }),
  )
  if (!('store' in opening)) return refused('refused at the start', opening.err)
  try {
    return await judge(opening.store.collection(COLLECTION))
  } catch (err) {
    return refused('refused at a read', err)
  } finally {
    await opening.store.close()
  }
}

function refused(outcome: string, err: unknown): ReadBack {
  return { outcome, problems: isClear(err) ? [] : [`the refusal is not clear: ${err}`] }
}

/** One sentence for people, or an error that callers are told with a reason. */
function isClear(err: unknown): boolean {
  if (!(err instanceof Error)) return false
  if ('reason' in err) return err.reason === 'DOCUMENT_DAMAGED' || err.reason === 'STORE_UNAVAILABLE'
  return /cannot be opened as a store|is damaged|of another program|newer version/.test(err.message)
}
