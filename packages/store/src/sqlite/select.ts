import type { Selection } from '../driver.ts'
import { type Condition, pageSteps, selectionConditions } from '../keyset.ts'
import type { CollectionDeclaration, IndexDeclaration, PageQuery, Scalar } from '../port.ts'
import { indexName, orderSql, presenceSql } from './schema.ts'
import { DOCUMENT_COLUMNS } from './sums.ts'

/** A statement and what is bound to it. */
export interface Query {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

/** The selects that make a page, each in the index's order, to be run one behind the other until the page is full. */
export function pageQueries(
  collection: CollectionDeclaration,
  index: IndexDeclaration,
  query: PageQuery,
): readonly Query[] {
  const direction = query.order === 'desc' ? ' DESC' : ''
  return pageSteps(index, query).map(({ from, conditions }) => {
    const order = orderSql(index)
      .slice(from)
      .map(column => column + direction)
    const orderBy = order.length > 0 ? ` ORDER BY ${order.join(', ')}` : ''
    const { sql, values } = fromWhere(collection, index, conditions)
    return { sql: `SELECT ${DOCUMENT_COLUMNS} ${sql}${orderBy} LIMIT ?`, values }
  })
}

/** The select that counts. */
export function countQuery(
  collection: CollectionDeclaration,
  index: IndexDeclaration,
  selection: Selection,
): Query {
  const { sql, values } = fromWhere(collection, index, selectionConditions(index, selection))
  return { sql: `SELECT count(*) AS count ${sql}`, values }
}

/** The index is named, so that a select either uses it or fails: never a scan of all documents, whatever the data. */
function fromWhere(
  collection: CollectionDeclaration,
  index: IndexDeclaration,
  conditions: readonly Condition[],
): Query {
  const columns = orderSql(index)
  const tests = conditions.map(({ column, operator }) => ` AND ${columns[column]} ${operator} ?`).join('')
  const sql = `FROM "${collection.name}" INDEXED BY ${indexName(collection, index)} WHERE ${presenceSql(index)}${tests}`
  return { sql, values: conditions.map(({ value }) => bound(value)) }
}

/** SQLite keeps JSON's true and false as 1 and 0. */
function bound(value: Scalar): string | number {
  return typeof value === 'boolean' ? Number(value) : value
}
