/** The items with their numbers from 1 on, of all of them or only of those whose numbers are named; pure. */
export function chosen<T>(items: readonly T[], only?: readonly number[]): [no: number, item: T][] {
  const numbered = items.map((item, at): [number, T] => [at + 1, item])
  return only ? numbered.filter(([no]) => only.includes(no)) : numbered
}
