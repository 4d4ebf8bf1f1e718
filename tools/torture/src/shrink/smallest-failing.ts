export interface Shrinking<T> {
  /** Whether it fails with only these, in their order. */
  readonly fails: (items: readonly T[]) => Promise<boolean>
  /** At most so often. */
  readonly tries: number
  /** Aborted: nothing more is tried. */
  readonly signal?: AbortSignal
}

export interface Shrunk<T> {
  /** The smallest list that was seen to fail; absent: not even the whole list failed. */
  readonly failing?: readonly T[]
  readonly tries: number
  /** Whether it was seen that leaving out any single one of them makes it pass. */
  readonly isSmallest: boolean
}

/**
 * Delta debugging: leaves out pieces of the list, halves at first, then smaller and smaller ones, and goes on with whatever still
 * fails. No list is tried twice. What fails only now and then may end with a list that is larger than need be, never with one
 * that was not seen to fail.
 */
export async function smallestFailing<T>(items: readonly T[], shrinking: Shrinking<T>): Promise<Shrunk<T>> {
  const attempts = new Attempts(shrinking)
  if (!(await attempts.fails(items))) return { tries: attempts.made, isSmallest: false }
  let failing = items
  for (let pieces = 2; failing.length > 1 && !attempts.areOver; ) {
    const smaller = await smallerFailing(failing, pieces, attempts)
    if (smaller) {
      failing = smaller.items
      pieces = Math.min(smaller.pieces, failing.length)
    } else if (pieces >= failing.length)
      return { failing, tries: attempts.made, isSmallest: !attempts.areOver }
    else pieces = Math.min(pieces * 2, failing.length)
  }
  return { failing, tries: attempts.made, isSmallest: failing.length <= 1 }
}

/** One of the pieces alone, or all but one of them; with into how many pieces to cut it next. */
async function smallerFailing<T>(
  failing: readonly T[],
  pieces: number,
  attempts: Attempts<T>,
): Promise<{ readonly items: readonly T[]; readonly pieces: number } | undefined> {
  const cut = inPieces(failing, pieces)
  for (const piece of cut) if (await attempts.fails(piece)) return { items: piece, pieces: 2 }
  if (pieces === 2) return undefined
  for (const piece of cut) {
    const rest = failing.filter(item => !piece.includes(item))
    if (await attempts.fails(rest)) return { items: rest, pieces: Math.max(pieces - 1, 2) }
  }
  return undefined
}

function inPieces<T>(items: readonly T[], pieces: number): T[][] {
  const edge = (no: number) => Math.round((items.length * no) / pieces)
  return Array.from({ length: pieces }, (_, no) => items.slice(edge(no), edge(no + 1))).filter(
    piece => piece.length > 0,
  )
}

/** Counts, and remembers what passed. */
class Attempts<T> {
  made = 0
  readonly #shrinking: Shrinking<T>
  readonly #passed = new Set<string>()

  constructor(shrinking: Shrinking<T>) {
    this.#shrinking = shrinking
  }

  get areOver(): boolean {
    const { tries, signal } = this.#shrinking
    return this.made >= tries || signal?.aborted === true
  }

  async fails(items: readonly T[]): Promise<boolean> {
    const key = JSON.stringify(items)
    if (this.areOver || this.#passed.has(key)) return false
    this.made++
    const isFailing = await this.#shrinking.fails(items)
    if (!isFailing) this.#passed.add(key)
    return isFailing
  }
}
