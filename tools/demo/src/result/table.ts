import { agrees, type Comparison } from './comparison.ts'
import { total } from './tally.ts'

/** The comparisons as a plain-text table. */
export function table(comparisons: readonly Comparison[]): string {
  const rows = [
    ['', 'callers were told', 'the stores say', ''],
    ...comparisons.map(row => [
      row.what,
      number(row.told),
      number(row.counted),
      agrees(row) ? '' : 'DIFFERS',
    ]),
  ]
  const width = (column: number) => Math.max(...rows.map(row => (row[column] ?? '').length))
  const [first, second, third] = [width(0), width(1), width(2)]
  const lines = rows.map(([what = '', told = '', counted = '', mark = '']) =>
    `${what.padEnd(first)}  ${told.padStart(second)}  ${counted.padStart(third)}  ${mark}`.trimEnd(),
  )
  return lines.toSpliced(1, 0, '-'.repeat(first + second + third + 4)).join('\n')
}

function number(tallied: Comparison['told']): string {
  return total(tallied).toLocaleString('en')
}
