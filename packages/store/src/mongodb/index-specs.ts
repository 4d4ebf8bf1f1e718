import type { CollectionDeclaration, IndexDeclaration } from '../port.ts'

/** An index as MongoDB is asked for it. */
export interface IndexSpec {
  /**
   * Says what the index is over, so that a changed declaration is another index: programs of both versions find
   * theirs during a rolling deploy.
   */
  readonly name: string
  readonly key: Readonly<Record<string, 1>>
  readonly unique?: true
  readonly sparse?: true
}

/** The index of what is due. */
export const DUE = 'due'
const UNIQUE = /^unique\.([a-z_]+)$/

/** The name of the index that pages of a declared one walk. */
export function pageIndexName({ name, fields }: IndexDeclaration): string {
  return `${name}(${fields.join(',')})`
}

/** The path of a column of an index: its fields, and behind them the id. */
export function columnPath({ fields }: IndexDeclaration, column: number): string {
  const field = fields[column]
  return field === undefined ? '_id' : `doc.${field}`
}

/** The declared unique index that a violated one guards. */
export function uniqueIndexOf(violated: string): string | undefined {
  return UNIQUE.exec(violated)?.[1]
}

/** All indexes of a collection but that of `_id`, which MongoDB makes itself. */
export function indexSpecs({ indexes, due }: CollectionDeclaration): readonly IndexSpec[] {
  const dueIndex: IndexSpec[] = due === undefined ? [] : [{ name: DUE, key: { dueAt: 1 }, sparse: true }]
  return [...dueIndex, ...indexes.flatMap(index => (index.unique ? uniqueSpecs(index) : [pageSpec(index)]))]
}

/** Unique values need no id to be in order; without it, the index can leave out documents without any of the fields. */
function uniqueSpecs(index: IndexDeclaration): readonly IndexSpec[] {
  const guard = `unique.${index.name}`
  return [
    { name: guard, key: { [guard]: 1 }, unique: true, sparse: true },
    { name: pageIndexName(index), key: keyOf(index, index.fields.length), sparse: true },
  ]
}

function pageSpec(index: IndexDeclaration): IndexSpec {
  return { name: pageIndexName(index), key: keyOf(index, index.fields.length + 1) }
}

function keyOf(index: IndexDeclaration, columns: number): Readonly<Record<string, 1>> {
  return Object.fromEntries(Array.from({ length: columns }, (_, at) => [columnPath(index, at), 1]))
}
