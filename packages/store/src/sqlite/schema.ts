import type { DatabaseSync } from 'node:sqlite'
import type { CollectionDeclaration, IndexDeclaration, StoreDeclaration } from '../port.ts'
import { violatedIndex } from './failures.ts'

/** Marks a file as ours ("rwds"), so that nobody else's database is taken for a store. */
const APPLICATION_ID = 0x72776473
/** The format of the file: tables and columns. Raised when an older program could not read the file any more. */
const FORMAT = 3

/** Each with the columns that files of an earlier format lack: documents of format 1 are of version 1, those before 3 have no sum. */
const LATER_COLUMNS = { version: 'version INTEGER NOT NULL DEFAULT 1', sum: 'sum INTEGER' } as const

/** The expression that an index keeps of a document. */
export function fieldSql(path: string): string {
  return `(doc ->> '$."${path.replaceAll('.', '"."')}"')`
}

/** A document is in an index when it has all of its fields. Queries repeat this, or the index would not serve them. */
export function presenceSql(index: IndexDeclaration): string {
  return index.fields.map(field => `${fieldSql(field)} IS NOT NULL`).join(' AND ')
}

export function indexName(collection: CollectionDeclaration, index: IndexDeclaration): string {
  return `"${collection.name}.${index.name}"`
}

export function dueIndexName(collection: CollectionDeclaration): string {
  return `"${collection.name}:due"`
}

/**
 * The columns that order an index. Its values alone when they are unique, else the id too. Also the order of a page.
 */
export function orderSql(index: IndexDeclaration): readonly string[] {
  const fields = index.fields.map(fieldSql)
  return index.unique ? fields : [...fields, 'id']
}

/**
 * Makes the file what the declarations say: creates what is missing, drops indexes that are declared no more or
 * otherwise. Inside a transaction of the caller's.
 */
export function prepareSchema(db: DatabaseSync, file: string, collections: StoreDeclaration): void {
  checkFormat(db, file)
  for (const collection of collections) {
    db.exec(tableSql(collection))
    addLaterColumns(db, collection)
    prepareIndexes(db, file, collection)
  }
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT}`)
}

/** Throws one clear sentence for a file that is newer, or not ours. Writes nothing. */
export function checkFormat(db: DatabaseSync, file: string): void {
  const found = db
    .prepare(
      'SELECT application_id AS id, user_version AS format, (SELECT count(*) FROM sqlite_schema) AS things FROM pragma_application_id, pragma_user_version',
    )
    .get()
  if (found?.id === 0 && found.things === 0) return
  if (found?.id !== APPLICATION_ID) throw new Error(`${file} is a database of another program`)
  if (Number(found.format) > FORMAT)
    throw new Error(
      `${file} was written by a newer version of this program (file format ${found.format}, this one knows ${FORMAT})`,
    )
}

function tableSql({ name }: CollectionDeclaration): string {
  return `CREATE TABLE IF NOT EXISTS "${name}" (
    id TEXT PRIMARY KEY NOT NULL,
    rev INTEGER NOT NULL,
    due_at INTEGER,
    ops TEXT NOT NULL,
    doc TEXT NOT NULL,
    ${Object.values(LATER_COLUMNS).join(', ')}
  ) STRICT`
}

/** Costs no time: SQLite rewrites no row. */
function addLaterColumns(db: DatabaseSync, { name }: CollectionDeclaration): void {
  const columns = db.prepare('SELECT name FROM pragma_table_info(?)').all(name)
  for (const [later, sql] of Object.entries(LATER_COLUMNS))
    if (!columns.some(column => column.name === later)) db.exec(`ALTER TABLE "${name}" ADD COLUMN ${sql}`)
}

function indexSqls(collection: CollectionDeclaration): readonly string[] {
  const due = `CREATE INDEX ${dueIndexName(collection)} ON "${collection.name}" (due_at, id) WHERE due_at IS NOT NULL`
  const declared = collection.indexes.map(index => {
    const kind = index.unique ? 'CREATE UNIQUE INDEX' : 'CREATE INDEX'
    const columns = orderSql(index).join(', ')
    return `${kind} ${indexName(collection, index)} ON "${collection.name}" (${columns}) WHERE ${presenceSql(index)}`
  })
  return [due, ...declared]
}

/** SQLite keeps the text of each index's definition; that text is compared. */
function prepareIndexes(db: DatabaseSync, file: string, collection: CollectionDeclaration): void {
  const wanted = indexSqls(collection)
  const present = db
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL")
    .all(collection.name)
    .map(row => ({ name: String(row.name), sql: String(row.sql) }))
  for (const { name, sql } of present) if (!wanted.includes(sql)) db.exec(`DROP INDEX "${name}"`)
  for (const sql of wanted) if (!present.some(row => row.sql === sql)) createIndex(db, file, collection, sql)
}

function createIndex(db: DatabaseSync, file: string, { name }: CollectionDeclaration, sql: string): void {
  try {
    db.exec(sql)
  } catch (error) {
    const index = violatedIndex(error)
    if (index === undefined) throw error
    throw new Error(`${file}: documents in ${name} have equal values already, so ${index} cannot be unique`, {
      cause: error,
    })
  }
}
