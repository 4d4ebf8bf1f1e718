import { KEPT_OPERATIONS, type OperationId } from '../driver.ts'
import { UniqueViolation } from '../errors.ts'
import type { Document, Stored } from '../port.ts'
import type { Connection } from './connection.ts'
import { violatedIndex } from './failures.ts'

/** Large enough for every aggregate, and below what other stores allow. */
const LARGEST_DOCUMENT = 8 * 1024 * 1024

/** A document with the ids of its last writes. */
export interface Kept<T> extends Stored<T> {
  readonly operations: readonly OperationId[]
}

interface Row {
  readonly id: string
  readonly rev: number
  readonly doc: string
}

export function storedOf<T>(row: Readonly<Record<string, unknown>>): Stored<T> {
  const { id, rev, doc } = row as unknown as Row
  return { id, rev, value: JSON.parse(doc) as T }
}

/** The rows of one collection, one at a time, inside a transaction that the caller has begun. */
export class Documents<T extends Document> {
  readonly #connection: Connection
  readonly #name: string
  readonly #get: string
  readonly #getKept: string
  readonly #insert: string
  readonly #replace: string

  constructor(connection: Connection, name: string) {
    this.#connection = connection
    this.#name = name
    this.#get = `SELECT id, rev, doc FROM "${name}" WHERE id = ?`
    this.#getKept = `SELECT id, rev, doc, ops FROM "${name}" WHERE id = ?`
    this.#insert = `INSERT INTO "${name}" (rev, due_at, ops, doc, id) VALUES (?, ?, ?, ?, ?)`
    this.#replace = `UPDATE "${name}" SET rev = ?, due_at = ?, ops = ?, doc = ? WHERE id = ?`
  }

  get(id: string): Stored<T> | undefined {
    const row = this.#connection.statement(this.#get).get(id)
    return row === undefined ? undefined : storedOf(row)
  }

  getKept(id: string): Kept<T> | undefined {
    const row = this.#connection.statement(this.#getKept).get(id)
    return row === undefined ? undefined : { ...storedOf<T>(row), operations: String(row.ops).split(' ') }
  }

  /** Writes `value` as what follows `current`: with the next rev, and the operation's id. */
  put(id: string, current: Kept<T> | undefined, value: T, operationId: OperationId): Stored<T> {
    const rev = (current?.rev ?? 0) + 1
    const operations = [...(current?.operations ?? []), operationId].slice(-KEPT_OPERATIONS).join(' ')
    const statement = this.#connection.statement(current === undefined ? this.#insert : this.#replace)
    try {
      statement.run(rev, dueAtOf(value), operations, this.#text(id, value), id)
    } catch (error) {
      const index = violatedIndex(error)
      throw index === undefined ? error : new UniqueViolation(index, error)
    }
    return { id, rev, value }
  }

  #text(id: string, value: T): string {
    const text = JSON.stringify(value)
    if (text.length > LARGEST_DOCUMENT)
      throw new Error(`${this.#name} ${id} has ${text.length} characters; allowed are ${LARGEST_DOCUMENT}`)
    return text
  }
}

function dueAtOf(value: Document): number | null {
  return 'dueAt' in value && typeof value.dueAt === 'number' ? value.dueAt : null
}
