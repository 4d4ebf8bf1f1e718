import type { Selection } from '../driver.ts'
import { type Condition, columnCount, pageSteps, selectionConditions } from '../keyset.ts'
import type { IndexDeclaration, PageQuery, Scalar } from '../port.ts'
import { columnPath } from './index-specs.ts'

type Test = Scalar | Readonly<Record<string, Scalar>>

/** A find: what it wants, and in which order. */
export interface Find {
  readonly filter: Readonly<Record<string, Test>>
  readonly sort: Readonly<Record<string, 1 | -1>>
}

/** The finds that make a page, to be run one behind the other until the page is full. */
export function pageFinds(index: IndexDeclaration, query: PageQuery): readonly Find[] {
  const direction = query.order === 'desc' ? -1 : 1
  return pageSteps(index, query).map(({ from, conditions }) => ({
    filter: filterOf(index, conditions),
    sort: Object.fromEntries(
      range(columnCount(index))
        .slice(from)
        .map(column => [columnPath(index, column), direction]),
    ),
  }))
}

/** What is counted. */
export function countFilter(index: IndexDeclaration, selection: Selection): Find['filter'] {
  return filterOf(index, selectionConditions(index, selection))
}

const OPERATORS = { '>': '$gt', '>=': '$gte', '<': '$lt' } as const

/** A document is in an index when it has all of its fields; MongoDB's has more. */
function filterOf(index: IndexDeclaration, conditions: readonly Condition[]): Find['filter'] {
  const tests = range(columnCount(index)).map(column => {
    const bounds = boundsOf(conditions.filter(condition => condition.column === column))
    const test = bounds ?? (column < index.fields.length ? { $exists: true } : undefined)
    return test === undefined ? [] : [[columnPath(index, column), test] as const]
  })
  return Object.fromEntries(tests.flat())
}

/** What is asked of one column; nothing when there are no conditions. */
function boundsOf(conditions: readonly Condition[]): Test | undefined {
  const tests = conditions.map(({ operator, value }) =>
    operator === '=' ? value : { [OPERATORS[operator]]: value },
  )
  const [first, ...others] = tests
  return others.length > 0 ? Object.assign({}, ...tests) : first
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, at) => at)
}
