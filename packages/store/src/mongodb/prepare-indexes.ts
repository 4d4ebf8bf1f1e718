import { type Db, MongoServerError } from 'mongodb'
import type { CollectionDeclaration } from '../port.ts'
import { isOfTheServer, violatedIndex } from './failures.ts'
import { indexSpecs, uniqueIndexOf } from './index-specs.ts'
import type { StoreLogger } from './watch-server.ts'

const NAMESPACE_NOT_FOUND = 26

/**
 * Makes the indexes that are missing; reads and writes of others go on meanwhile. Those that nobody declares are told to the
 * log and left: a program of the version before may still go by them. Rejects with one sentence when an index cannot be.
 */
export async function prepareIndexes(
  db: Db,
  declaration: CollectionDeclaration,
  logger: StoreLogger | undefined,
): Promise<void> {
  const wanted = indexSpecs(declaration)
  try {
    if (wanted.length > 0) await db.collection(declaration.name).createIndexes([...wanted])
  } catch (error) {
    throw isOfTheServer(error) && violatedIndex(error) === undefined ? error : refusal(declaration, error)
  }
  const names = new Set(['_id_', ...wanted.map(({ name }) => name)])
  for (const name of await indexNames(db, declaration))
    if (!names.has(name)) logger?.warn({ index: name, collection: declaration.name }, UNKNOWN)
}

const UNKNOWN = 'an index that this program does not declare; once nothing else goes by it, it may be dropped'

async function indexNames(db: Db, { name }: CollectionDeclaration): Promise<readonly string[]> {
  try {
    const indexes = await db.collection(name).indexes()
    return indexes.map(index => String(index.name))
  } catch (error) {
    // Without a collection; its first document makes it.
    if (error instanceof MongoServerError && error.code === NAMESPACE_NOT_FOUND) return []
    throw error
  }
}

function refusal({ name }: CollectionDeclaration, error: unknown): Error {
  const unique = uniqueIndexOf(violatedIndex(error) ?? '')
  const reason = error instanceof Error ? error.message : String(error)
  const sentence =
    unique === undefined
      ? `MongoDB refuses the indexes of ${name}: ${reason}`
      : `documents in ${name} have equal values already, so ${unique} cannot be unique`
  return new Error(sentence, { cause: error })
}
