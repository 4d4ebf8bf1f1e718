import { ArgumentError } from '@rewards/command-line'

/** The numbers of a text such as `3,7-9`, ascending, each once. Throws an `ArgumentError` that says what is allowed. */
export function numbers(name: string, text: string): number[] {
  const all = text.split(',').flatMap(piece => {
    const [, first, last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(piece) ?? []
    const [from, to] = [Number(first), Number(last)]
    if (!(from >= 1 && to >= from))
      throw new ArgumentError(
        `${name} is ${JSON.stringify(text)}; allowed are numbers from 1 on such as 3,7-9`,
      )
    return Array.from({ length: to - from + 1 }, (_, at) => from + at)
  })
  return [...new Set(all)].toSorted((a, b) => a - b)
}

/** Numbers as `numbers` reads them: `3,7-9`. */
export function numbersText(all: readonly number[]): string {
  const runs: [from: number, to: number][] = []
  for (const no of all) {
    const run = runs.at(-1)
    if (run?.[1] === no - 1) run[1] = no
    else runs.push([no, no])
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',')
}
