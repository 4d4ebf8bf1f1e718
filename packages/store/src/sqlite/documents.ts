import type { StatementResultingChanges } from 'node:sqlite'
import { KEPT_OPERATIONS, type Kept, type OperationId } from '../driver.ts'
import { UniqueViolation } from '../errors.ts'
import type { CollectionDeclaration, Document, Stored } from '../port.ts'
import { versionOf, versionReader } from '../versions.ts'
import type { Connection } from './connection.ts'
import { violatedIndex } from './failures.ts'
import { DOCUMENT_COLUMNS, type Row, readDoc, sumOf } from './sums.ts'

/** Large enough for every aggregate, and below what other stores allow. */
const LARGEST_DOCUMENT = 8 * 1024 * 1024

/** What is said to SQLite of documents by their ids. */
export function documentSql({ name }: CollectionDeclaration) {
  return {
    get: `SELECT ${DOCUMENT_COLUMNS} FROM "${name}" WHERE id = ?`,
    getKept: `SELECT ${DOCUMENT_COLUMNS}, ops FROM "${name}" WHERE id = ?`,
    scan: `SELECT ${DOCUMENT_COLUMNS}, ops FROM "${name}" WHERE id > ? ORDER BY id LIMIT ?`,
    size: `SELECT count(*) AS size FROM "${name}"`,
    insert: `INSERT INTO "${name}" (rev, version, due_at, ops, doc, sum, id) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    replace: `UPDATE "${name}" SET rev = ?, version = ?, due_at = ?, ops = ?, doc = ?, sum = ? WHERE id = ?`,
  } as const
}

type DocumentSql = ReturnType<typeof documentSql>

/** The rows of one collection, one at a time; writes inside a transaction that the caller has begun. */
export class Documents<T extends Document> {
  readonly #connection: Connection
  readonly #name: string
  readonly #version: number
  readonly #upgraded: (id: string, version: number, value: Document) => T
  readonly #sql: DocumentSql

  constructor(connection: Connection, declaration: CollectionDeclaration) {
    this.#connection = connection
    this.#name = declaration.name
    this.#version = versionOf(declaration)
    this.#upgraded = versionReader<T>(declaration)
    this.#sql = documentSql(declaration)
  }

  /** The document of a row, in the declared version. */
  stored(row: Readonly<Record<string, unknown>>): Stored<T> {
    const read = row as unknown as Row
    const { id, rev, version } = read
    return { id, rev, value: this.#upgraded(id, version, readDoc(this.#name, read)) }
  }

  /** What is kept, in the declared version. */
  readable({ id, rev, version, value }: Kept): Stored<T> {
    return { id, rev, value: this.#upgraded(id, version, value) }
  }

  get(id: string): Stored<T> | undefined {
    const row = this.#connection.statement(this.#sql.get).get(id)
    return row === undefined ? undefined : this.stored(row)
  }

  kept(id: string): Kept | undefined {
    const row = this.#connection.statement(this.#sql.getKept).get(id)
    return row === undefined ? undefined : this.#keptOf(row)
  }

  scan(after: string | undefined, limit: number): readonly Kept[] {
    return this.#connection
      .statement(this.#sql.scan)
      .all(after ?? '', limit)
      .map(row => this.#keptOf(row))
  }

  size(): number {
    return Number(this.#connection.statement(this.#sql.size).get()?.size)
  }

  /** Writes `value` as what follows `current`: with the next rev, and the operation's id. */
  put(id: string, current: Kept | undefined, value: T, operationId: OperationId): Stored<T> {
    const rev = (current?.rev ?? 0) + 1
    const operations = [...(current?.operations ?? []), operationId].slice(-KEPT_OPERATIONS)
    const sql = current === undefined ? this.#sql.insert : this.#sql.replace
    this.#write(sql, { id, rev, version: this.#version, operations, value })
    return { id, rev, value }
  }

  /** Inserts the document as it is. */
  restore(kept: Kept): void {
    this.#write(this.#sql.insert, kept)
  }

  #write(sql: string, { id, rev, version, operations, value }: Kept): StatementResultingChanges {
    const text = this.#text(id, value)
    const sum = sumOf({ id, rev, version, doc: text })
    try {
      const statement = this.#connection.statement(sql)
      return statement.run(rev, version, dueAtOf(value), operations.join(' '), text, sum, id)
    } catch (error) {
      const index = violatedIndex(error)
      throw index === undefined ? error : new UniqueViolation(index, error)
    }
  }

  #keptOf(row: Readonly<Record<string, unknown>>): Kept {
    const read = row as unknown as Row
    const { id, rev, version } = read
    return { id, rev, version, operations: String(row.ops).split(' '), value: readDoc(this.#name, read) }
  }

  #text(id: string, value: Document): string {
    const text = JSON.stringify(value)
    if (text.length > LARGEST_DOCUMENT)
      throw new Error(`${this.#name} ${id} has ${text.length} characters; allowed are ${LARGEST_DOCUMENT}`)
    return text
  }
}

function dueAtOf(value: Document): number | null {
  return 'dueAt' in value && typeof value.dueAt === 'number' ? value.dueAt : null
}
