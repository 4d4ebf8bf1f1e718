/** Rows of cells as plain text: the first column to the left, the others to the right; a line below the head. */
export function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const width = (column: number) => Math.max(...[head, ...rows].map(row => (row[column] ?? '').length))
  const widths = head.map((_, column) => width(column))
  const line = (row: readonly string[]) =>
    widths
      .map((size, column) =>
        column === 0 ? (row[0] ?? '').padEnd(size) : (row[column] ?? '').padStart(size),
      )
      .join('  ')
      .trimEnd()
  return [line(head), widths.map(size => '-'.repeat(size)).join('  '), ...rows.map(line)].join('\n')
}
