import { NewerDocument } from './errors.ts'
import type { CollectionDeclaration, Document } from './port.ts'

/** The version of the documents that are written. */
export function versionOf({ version = 1 }: CollectionDeclaration): number {
  return version
}

/**
 * Gives the reader of a collection's documents: one of the declared version is taken as it is, one of the version before
 * is upgraded. Throws `NewerDocument` for a later one, and a plain `Error` for one that is older still.
 */
export function versionReader<T extends Document>(declaration: CollectionDeclaration) {
  const known = versionOf(declaration)
  const { name, upgrade } = declaration
  return (id: string, version: number, value: Document): T => {
    if (version === known) return value as T
    if (version > known) throw new NewerDocument(name, id, version, known)
    if (version === known - 1 && upgrade !== undefined) return upgrade(value) as T
    throw new Error(
      `${name} ${id} is of version ${version}, which this program reads no more (it knows ${known} and the one before); migrate it with the program in between`,
    )
  }
}
