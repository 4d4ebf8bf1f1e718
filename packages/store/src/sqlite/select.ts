import type { Selection } from '../driver.ts'
import type { CollectionDeclaration, IndexDeclaration, PageQuery, Scalar } from '../port.ts'
import { fieldSql, indexName, orderSql, presenceSql } from './schema.ts'

/** A statement and what is bound to it. */
export interface Query {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

interface Condition {
  readonly column: string
  readonly operator: '=' | '>' | '>=' | '<'
  readonly value: Scalar
}

/**
 * The selects that make a page, each in the index's order, to be run one behind the other until the page is full.
 * Going on behind a position takes a step for each column: the same first columns and more in the last, the same but
 * for the last two and more in the last but one, and so on. One comparison of rows says the same in one select, but
 * SQLite seeks no index of expressions by it.
 */
export function pageQueries(
  collection: CollectionDeclaration,
  index: IndexDeclaration,
  query: PageQuery,
): readonly Query[] {
  const columns = orderSql(index)
  const fixed = fixedConditions(index, query)
  const { after } = query
  const steps =
    after === undefined
      ? [{ length: fixed.length, conditions: [...fixed, ...rangeConditions(index, query)] }]
      : stepsBehind(index, query, after)
  const direction = query.order === 'desc' ? ' DESC' : ''
  return steps.map(({ length, conditions }) => {
    const order = columns.slice(length).map(column => column + direction)
    const orderBy = order.length > 0 ? ` ORDER BY ${order.join(', ')}` : ''
    const { sql, values } = fromWhere(collection, index, conditions)
    return { sql: `SELECT id, rev, version, doc ${sql}${orderBy} LIMIT ?`, values }
  })
}

/** The select that counts. */
export function countQuery(
  collection: CollectionDeclaration,
  index: IndexDeclaration,
  selection: Selection,
): Query {
  const conditions = [...fixedConditions(index, selection), ...rangeConditions(index, selection)]
  const { sql, values } = fromWhere(collection, index, conditions)
  return { sql: `SELECT count(*) AS count ${sql}`, values }
}

function stepsBehind(index: IndexDeclaration, query: PageQuery, after: readonly Scalar[]) {
  const columns = orderSql(index)
  const fixed = Object.keys(query.equals ?? {}).length
  const operator = query.order === 'desc' ? '<' : '>'
  const lengths = columns.map((_, at) => at).filter(at => at >= fixed)
  return lengths.reverse().map(length => {
    const same = columns.slice(0, length).map((column, at) => equal(column, after[at] as Scalar))
    const more: Condition = { column: columns[length] as string, operator, value: after[length] as Scalar }
    // The position lies within the range; only the end ahead of it still bounds the first column.
    const ahead = length === fixed ? rangeConditions(index, query).filter(aheadOf(operator)) : []
    return { length, conditions: [...same, more, ...ahead] }
  })
}

function aheadOf(operator: '<' | '>'): (condition: Condition) => boolean {
  return condition => (operator === '>' ? condition.operator === '<' : condition.operator === '>=')
}

function fixedConditions(index: IndexDeclaration, { equals = {} }: Selection): readonly Condition[] {
  return index.fields
    .filter(field => Object.hasOwn(equals, field))
    .map(field => equal(fieldSql(field), equals[field] as Scalar))
}

function rangeConditions(index: IndexDeclaration, { equals, from, before }: Selection): readonly Condition[] {
  const field = index.fields[Object.keys(equals ?? {}).length]
  if (field === undefined) return []
  const column = fieldSql(field)
  const low: Condition[] = from === undefined ? [] : [{ column, operator: '>=', value: from }]
  const high: Condition[] = before === undefined ? [] : [{ column, operator: '<', value: before }]
  return [...low, ...high]
}

function equal(column: string, value: Scalar): Condition {
  return { column, operator: '=', value }
}

/** The index is named, so that a select either uses it or fails: never a scan of all documents, whatever the data. */
function fromWhere(
  collection: CollectionDeclaration,
  index: IndexDeclaration,
  conditions: readonly Condition[],
): Query {
  const tests = conditions.map(({ column, operator }) => ` AND ${column} ${operator} ?`).join('')
  const sql = `FROM "${collection.name}" INDEXED BY ${indexName(collection, index)} WHERE ${presenceSql(index)}${tests}`
  return { sql, values: conditions.map(({ value }) => bound(value)) }
}

/** SQLite keeps JSON's true and false as 1 and 0. */
function bound(value: Scalar): string | number {
  return typeof value === 'boolean' ? Number(value) : value
}
