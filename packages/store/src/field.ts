import type { Document, IndexDeclaration, Position, Scalar } from './port.ts'

/** Reads the value at a field path (`a.b` reaches inside); `undefined` where there is none. */
export function fieldReader(path: string): (document: Document) => unknown {
  const keys = path.split('.')
  return document => {
    let value: unknown = document
    for (const key of keys) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
      value = (value as Record<string, unknown>)[key]
    }
    return value
  }
}

/** Tells where a document stands in an index. The document must have all the index's fields. */
export function positionReader(index: IndexDeclaration): (id: string, document: Document) => Position {
  const readers = index.fields.map(fieldReader)
  return (id, document) => [...readers.map(read => read(document) as Scalar), id]
}
