import { crc32 } from 'node:zlib'
import { DamagedDocument } from '../errors.ts'
import type { Document } from '../port.ts'

/** What a select reads of a document. */
export const DOCUMENT_COLUMNS = 'id, rev, version, doc, sum'

/** A document as it lies in its table. */
export interface Row {
  readonly id: string
  readonly rev: number
  readonly version: number
  readonly doc: string
  /** `null` when a program wrote it that knew no sums. */
  readonly sum: number | null
}

/** The sum that is kept beside a document: SQLite itself would not see a bit that was changed in the file. */
export function sumOf({ id, rev, version, doc }: Omit<Row, 'sum'>): number {
  return crc32(`${id}\n${rev}\n${version}\n${doc}`)
}

/** The document of a row of this collection. Throws `DamagedDocument` when it is not what was written. */
export function readDoc(collection: string, row: Row): Document {
  if (row.sum !== null && row.sum !== sumOf(row)) throw new DamagedDocument(collection, row.id)
  try {
    return JSON.parse(row.doc)
  } catch {
    throw new DamagedDocument(collection, row.id)
  }
}
