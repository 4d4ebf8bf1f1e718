import { KEPT_OPERATIONS, type Kept, type OperationId } from '../driver.ts'
import { fieldReader } from '../field.ts'
import type { CollectionDeclaration, Document } from '../port.ts'

/** Large enough for every aggregate, and below what MongoDB allows. */
const LARGEST_DOCUMENT = 8 * 1024 * 1024

/** A document as MongoDB keeps it. */
export interface StoredForm {
  readonly _id: string
  readonly rev: number
  readonly version: number
  readonly ops: readonly OperationId[]
  /** A copy of the document's own, for the index of what is due. */
  readonly dueAt?: number
  /** The values that must be unique, by the name of the index; only those of which all are there. */
  readonly unique?: Readonly<Record<string, string>>
  readonly doc: Document
}

export function keptOf({ _id, rev, version, ops, doc }: StoredForm): Kept {
  return { id: _id, rev, version, operations: ops, value: doc }
}

/** What follows `current` when `value` is written under this operation id. */
export function nextOf(
  declaration: CollectionDeclaration,
  id: string,
  current: Kept | undefined,
  value: Document,
  operationId: OperationId,
): Kept {
  return {
    id,
    rev: (current?.rev ?? 0) + 1,
    version: declaration.version ?? 1,
    operations: [...(current?.operations ?? []), operationId].slice(-KEPT_OPERATIONS),
    value: plain(declaration, id, value),
  }
}

/** The document as JSON would give it back. Throws a plain `Error` when it is too large. */
export function plain({ name }: CollectionDeclaration, id: string, value: Document): Document {
  const text = JSON.stringify(value)
  if (text.length > LARGEST_DOCUMENT)
    throw new Error(`${name} ${id} has ${text.length} characters; allowed are ${LARGEST_DOCUMENT}`)
  return JSON.parse(text)
}

/** What to write. Objects go as maps: among the keys of an object there are some that the driver takes for its own. */
export function storedForm(declaration: CollectionDeclaration, kept: Kept): StoredForm {
  const { id, rev, version, operations, value } = kept
  const unique = uniqueOf(declaration, value)
  return {
    _id: id,
    rev,
    version,
    ops: operations,
    ...('dueAt' in value && typeof value.dueAt === 'number' && { dueAt: value.dueAt }),
    ...(unique && { unique }),
    doc: mapped(value) as Document,
  }
}

/**
 * MongoDB's compound sparse index has documents with any of its fields; ours those with all of them. So the values of a
 * unique index are put into one field, which is there when all of them are.
 */
export function uniqueOf(
  { indexes }: CollectionDeclaration,
  value: Document,
): Readonly<Record<string, string>> | undefined {
  const entries = indexes
    .filter(({ unique }) => unique)
    .map(({ name, fields }) => [name, fields.map(field => fieldReader(field)(value))] as const)
    .filter(([, values]) => values.every(each => each !== undefined))
  if (entries.length === 0) return undefined
  return Object.fromEntries(entries.map(([name, values]) => [name, JSON.stringify(values)]))
}

function mapped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(mapped)
  return new Map(Object.entries(value).map(([key, inner]) => [key, mapped(inner)]))
}
