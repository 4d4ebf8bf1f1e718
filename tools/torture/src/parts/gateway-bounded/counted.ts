/** What an attack came to. */
export interface Attacked {
  /** How many of them ended as they must. */
  readonly right: number
  /** A sentence for each that did not. */
  readonly wrong: readonly string[]
}

/** Counts what was seen, a sentence for each that ended as it must not. */
export function attacked(problems: readonly (string | undefined)[]): Attacked {
  const wrong = problems.filter(problem => problem !== undefined)
  return { right: problems.length - wrong.length, wrong }
}
