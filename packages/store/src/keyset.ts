import type { Selection } from './driver.ts'
import { positionReader } from './field.ts'
import type { Document, IndexDeclaration, Page, PageQuery, Scalar, Stored } from './port.ts'

/**
 * A bound of one column of an index. Columns are counted: the index's fields in their order, behind them the id, which
 * orders documents of equal values.
 */
export interface Condition {
  readonly column: number
  readonly operator: '=' | '>' | '>=' | '<'
  readonly value: Scalar
}

/** A part of a page that is found in one go: documents that meet the conditions, ordered by the columns from `from` on. */
export interface Step {
  readonly from: number
  readonly conditions: readonly Condition[]
}

/** How many columns order an index: values that are unique need no id. */
export function columnCount({ fields, unique = false }: IndexDeclaration): number {
  return fields.length + (unique ? 0 : 1)
}

/**
 * The steps that make a page, each in the index's order, to be taken one behind the other until the page is full. Going
 * on behind a position takes a step for each column: the same first columns and more in the last, the same but for the
 * last two and more in the last but one, and so on. One comparison of whole positions would say the same, but no store
 * seeks an index by it.
 */
export function pageSteps(index: IndexDeclaration, query: PageQuery): readonly Step[] {
  const { after } = query
  if (after !== undefined) return stepsBehind(index, query, after)
  return [{ from: Object.keys(query.equals ?? {}).length, conditions: selectionConditions(index, query) }]
}

/** What a selection bounds: the fixed fields, and the range over the first that is not fixed. */
export function selectionConditions(index: IndexDeclaration, selection: Selection): readonly Condition[] {
  return [...fixedConditions(index, selection), ...rangeConditions(index, selection)]
}

function stepsBehind(index: IndexDeclaration, query: PageQuery, after: readonly Scalar[]): readonly Step[] {
  const fixed = Object.keys(query.equals ?? {}).length
  const operator = query.order === 'desc' ? '<' : '>'
  const columns = Array.from({ length: columnCount(index) }, (_, at) => at).slice(fixed)
  return columns.reverse().map(from => {
    const same = after.slice(0, from).map((value, column): Condition => ({ column, operator: '=', value }))
    const more: Condition = { column: from, operator, value: after[from] as Scalar }
    // The position lies within the range; only the end ahead of it still bounds the first column.
    const ahead = from === fixed ? rangeConditions(index, query).filter(aheadOf(operator)) : []
    return { from, conditions: [...same, more, ...ahead] }
  })
}

function aheadOf(operator: '<' | '>'): (condition: Condition) => boolean {
  return condition => (operator === '>' ? condition.operator === '<' : condition.operator === '>=')
}

function fixedConditions({ fields }: IndexDeclaration, { equals = {} }: Selection): readonly Condition[] {
  return fields.flatMap((field, column) =>
    Object.hasOwn(equals, field) ? [{ column, operator: '=', value: equals[field] as Scalar }] : [],
  )
}

function rangeConditions(index: IndexDeclaration, { equals, from, before }: Selection): readonly Condition[] {
  const column = Object.keys(equals ?? {}).length
  if (column >= index.fields.length) return []
  const low: Condition[] = from === undefined ? [] : [{ column, operator: '>=', value: from }]
  const high: Condition[] = before === undefined ? [] : [{ column, operator: '<', value: before }]
  return [...low, ...high]
}

/** The page of what was found, of which there may be one more than asked for: that tells whether there is more. */
export function pageOf<T extends Document>(
  index: IndexDeclaration,
  found: readonly Stored<T>[],
  limit: number,
): Page<T> {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  if (found.length <= limit || last === undefined) return { items }
  return { items, next: positionReader(index)(last.id, last.value) }
}
