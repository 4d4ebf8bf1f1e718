/** Errors of the program, not of its callers: plain `Error`s, thrown before anything is read or written. */

import type { Selection } from './driver.ts'
import { BadPosition } from './errors.ts'
import { fieldReader } from './field.ts'
import { checkKeepable } from './keepable.ts'
import { POSITIONS } from './keeping/positions.ts'
import type { CollectionDeclaration, Document, IndexDeclaration, PageQuery, Scalar } from './port.ts'

const LONGEST_ID = 512
const NAME = /^(?!sqlite_|system_)[a-z_]{1,60}$/
const FIELD = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/

/** Returns the id: 1 to 512 characters of well-formed Unicode. */
export function checkId(id: string): string {
  if (id.length === 0 || id.length > LONGEST_ID || !id.isWellFormed())
    throw new Error(`the id ${JSON.stringify(id.slice(0, 60))} is not 1 to ${LONGEST_ID} Unicode characters`)
  return id
}

/** Returns the limit: a whole number, 1 to 1000. */
export function checkLimit(limit: number): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new Error(`the limit is ${limit}; allowed is 1 to 1000`)
  return limit
}

/** Throws unless names and fields are ones that every store can keep. */
export function checkDeclaration(declaration: CollectionDeclaration): void {
  const { name, indexes, version = 1, upgrade } = declaration
  if (!NAME.test(name) && declaration !== POSITIONS)
    throw new Error(`the collection name ${name} is not 1 to 60 of a-z and _`)
  for (const index of indexes) {
    const where = `index ${index.name} of ${name}`
    if (!NAME.test(index.name)) throw new Error(`${where}: the name is not 1 to 60 of a-z and _`)
    if (index.fields.length === 0) throw new Error(`${where} has no fields`)
    for (const field of index.fields)
      if (!FIELD.test(field)) throw new Error(`${where}: ${field} is not a field path`)
  }
  if (!Number.isInteger(version) || version < 1 || version > 1 !== (upgrade !== undefined))
    throw new Error(
      `${name}: a version is 1, or a whole number from 2 on with the upgrade from the one before`,
    )
  const names = indexes.map(index => index.name)
  if (new Set(names).size < names.length) throw new Error(`${name} has two indexes of one name`)
}

/** Checks the declaration, and gives the check of its documents: it returns the document, or throws. */
export function checkedCollection<T extends Document>(declaration: CollectionDeclaration) {
  checkDeclaration(declaration)
  const fields = new Set(declaration.indexes.flatMap(index => index.fields))
  const readers = [...fields].map(field => [field, fieldReader(field)] as const)
  return (id: string, document: T): T => {
    checkKeepable(`${declaration.name} ${id}`, document)
    for (const [field, read] of readers) {
      const value = read(document)
      if (value !== undefined && !isScalar(value))
        throw new Error(`${field} of ${declaration.name} ${id} is indexed: ${SCALAR}, or left out`)
    }
    const dueAt = dueAtOf(document)
    if (dueAt !== undefined && !Number.isSafeInteger(dueAt))
      throw new Error(`dueAt of ${declaration.name} ${id} must be whole milliseconds, or left out`)
    return document
  }
}

const dueAtOf = fieldReader('dueAt')

/** Returns the index that the query names. */
export function checkSelection(declaration: CollectionDeclaration, query: Selection): IndexDeclaration {
  const index = declaration.indexes.find(({ name }) => name === query.index)
  if (index === undefined) throw new Error(`${declaration.name} has no index ${query.index}`)
  const fixed = Object.entries(query.equals ?? {})
  const leading = index.fields.slice(0, fixed.length)
  for (const [field, value] of fixed) {
    if (!leading.includes(field)) throw new Error(`${field} is not a leading field of index ${index.name}`)
    checkScalar(field, value)
  }
  if (fixed.length === index.fields.length && (query.from ?? query.before) !== undefined)
    throw new Error(`every field of index ${index.name} is fixed; there is none left for a range`)
  if (query.from !== undefined) checkScalar('from', query.from)
  if (query.before !== undefined) checkScalar('before', query.before)
  return index
}

/** Throws `BadPosition` unless `after` is a position of the index that lies within what `equals` fixes. */
export function checkPosition(index: IndexDeclaration, { after, equals = {} }: PageQuery): void {
  if (after === undefined) return
  if (after.length !== index.fields.length + 1)
    throw new BadPosition(`a position of index ${index.name} has ${index.fields.length + 1} values`)
  after.forEach((value, at) => {
    if (!isScalar(value)) throw new BadPosition(`after must be ${SCALAR}`)
    const field = index.fields[at]
    if (field !== undefined && Object.hasOwn(equals, field) && equals[field] !== value)
      throw new BadPosition(`the position is of another query: its ${field} is not the one asked for`)
  })
}

const SCALAR = 'a string, a finite number or a boolean'

function checkScalar(name: string, value: unknown): void {
  if (!isScalar(value)) throw new Error(`${name} must be ${SCALAR}`)
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}
