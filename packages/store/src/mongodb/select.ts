import type { Selection } from '../driver.ts'
import { type Condition, columnCount, pageSteps, selectionConditions } from '../keyset.ts'
import type { IndexDeclaration, PageQuery, Scalar } from '../port.ts'
import { columnPath } from './index-specs.ts'

type Bounds = Readonly<Record<string, Scalar | boolean>>

/** A find: what it wants, and in which order. */
export interface Find {
  readonly filter: Readonly<Record<string, Bounds>>
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

const OPERATORS = { '=': '$eq', '>': '$gt', '>=': '$gte', '<': '$lt' } as const

/** A document is in an index when it has all of its fields; MongoDB's has more. */
function filterOf(index: IndexDeclaration, conditions: readonly Condition[]): Find['filter'] {
  const boundsOf = (column: number): Bounds =>
    Object.fromEntries(
      conditions
        .filter(condition => condition.column === column)
        .map(({ operator, value }) => [OPERATORS[operator], value]),
    )
  const bounds = range(columnCount(index)).map(column => [column, boundsOf(column)] as const)
  return Object.fromEntries(
    bounds
      .map(([column, bound]) => {
        const free = Object.keys(bound).length === 0 && column < index.fields.length
        return [columnPath(index, column), free ? { $exists: true } : bound] as const
      })
      .filter(([, bound]) => Object.keys(bound).length > 0),
  )
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, at) => at)
}
