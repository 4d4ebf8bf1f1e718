import type { CollectionDeclaration, ReadConcern } from '@rewards/store'
import { DUE, pageIndexName, reads, WRITES } from '@rewards/store/mongodb/description'

/** A way in which a service uses a collection, and what the MongoDB commands of it carry. */
export interface Use {
  readonly name: string
  /** Any of these. */
  readonly commands: readonly string[]
  /** MongoDB's name of the index that it goes by; absent for writes, which go by the id. */
  readonly index?: string
  readonly readConcern?: ReadConcern
  readonly writeConcern?: { readonly w: string; readonly j: boolean; readonly wtimeout: number }
  readonly maxTimeMS: number
}

/** By the unique id: the same for every collection. */
export const BY_ID: Use = readUse('by id', ['find'], '_id_', 'majority')

const { w, journal: j, wtimeoutMS: wtimeout } = WRITES.writeConcern
/** Insertions and guarded updates: the same for every collection. */
export const WRITING: Use = {
  name: 'writes',
  commands: ['insert', 'update'],
  writeConcern: { w, j, wtimeout },
  maxTimeMS: WRITES.maxTimeMS,
}

/** What is due, where something is: the same for every collection. */
export const WHAT_IS_DUE: Use = readUse('due', ['find'], DUE, 'majority')

/** All uses of a collection that its declaration allows. */
export function usesOf({ indexes, due }: CollectionDeclaration): readonly Use[] {
  const byIndex = indexes.map(index =>
    readUse(index.name, ['find', 'aggregate'], pageIndexName(index), index.read ?? 'local'),
  )
  return [BY_ID, WRITING, ...(due === undefined ? [] : [WHAT_IS_DUE]), ...byIndex]
}

function readUse(name: string, commands: readonly string[], index: string, concern: ReadConcern): Use {
  const { readConcern, maxTimeMS } = reads(concern)
  return { name, commands, index, readConcern: readConcern.level as ReadConcern, maxTimeMS }
}
