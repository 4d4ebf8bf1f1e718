import { TortureError } from './torture-error.ts'

export const STORES = ['sqlite', 'mongodb'] as const
export type StoreName = (typeof STORES)[number]

/** The whole number that a text is. Throws a `TortureError` that says what is allowed. */
export function whole(name: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new TortureError(`${name} is ${JSON.stringify(text)}; allowed is a whole number, ${min} to ${max}`)
}

/** The decimal number that a text is. Throws a `TortureError` that says what is allowed. */
export function fraction(name: string, text: string, { above, max }: { above: number; max: number }): number {
  const value = /^\d{0,6}(\.\d{1,9})?$/.test(text) && text !== '' ? Number(text) : Number.NaN
  if (value > above && value <= max) return value
  throw new TortureError(
    `${name} is ${JSON.stringify(text)}; allowed is a number above ${above}, at most ${max}`,
  )
}

/** The numbers of a text such as `3,7-9`, ascending, each once. Throws a `TortureError` that says what is allowed. */
export function numbers(name: string, text: string): number[] {
  const all = text.split(',').flatMap(piece => {
    const [, first, last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(piece) ?? []
    const [from, to] = [Number(first), Number(last)]
    if (!(from >= 1 && to >= from))
      throw new TortureError(
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

/** The store of this name. Throws a `TortureError` that says which there are. */
export function storeName(text: string): StoreName {
  const store = STORES.find(name => name === text)
  if (store) return store
  throw new TortureError(`--store is ${JSON.stringify(text)}; allowed are ${STORES.join(' and ')}`)
}
