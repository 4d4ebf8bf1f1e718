import { type Cell, COLUMNS, type Matrix, REPLICAS } from './matrix/matrix.ts'
import { KINDS } from './steps/fault.ts'

/** The matrix for people: a line for each step, a mark for each thing that happened at it. */
export function matrixText(matrix: Matrix): string {
  const { steps } = matrix.rows
  const width = Math.max(...steps.map(step => step.length))
  const headings = KINDS.map(kind => kind.padEnd(CELL * REPLICAS.length))
  const replicas = COLUMNS.map(column => String(column.replicas).padEnd(CELL))
  const lines = steps.map(step => {
    const marks = COLUMNS.map(column => markOf(matrix.cell(step, column)).padEnd(CELL))
    return `${step.padEnd(width)}  ${marks.join('')}`.trimEnd()
  })
  const legend = '✓ all invariants held  ✗ one did not  – it did not happen; 1, 2: replicas of each service'
  return [
    `${' '.repeat(width)}  ${headings.join('')}`,
    `${' '.repeat(width)}  ${replicas.join('')}`,
    ...lines,
    legend,
  ].join('\n')
}

const CELL = 6

function markOf({ struck, broken }: Cell): string {
  if (struck === 0) return '–'
  return broken === 0 ? '✓' : '✗'
}

/** The same for programs. */
export function matrixJson(matrix: Matrix): string {
  return JSON.stringify({ runs: matrix.runs, cells: matrix.cells, problems: matrix.problems }, undefined, 2)
}
