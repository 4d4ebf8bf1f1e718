import type { Json } from '../system/call.ts'

/** So long a text may be to be used again. */
const LONGEST = 2_000

/**
 * What answers have told, by the name of the field: the last id of each kind, the last revision. With it calls get further than
 * made-up ids do. What names the first administrator is not learned: the run needs them.
 */
export class Learned {
  readonly #values = new Map<string, string>()
  readonly #protected: ReadonlySet<string>

  constructor(protectedValues: Iterable<string>) {
    this.#protected = new Set(protectedValues)
  }

  get(word: string): string | undefined {
    return this.#values.get(word)
  }

  /** Takes in an answer. */
  add(answer: Json): void {
    if (typeof answer !== 'object' || answer === null) return
    for (const [key, value] of Object.entries(answer)) {
      if (typeof value === 'object') this.add(value)
      else this.#keep(key, String(value))
    }
  }

  #keep(key: string, value: string): void {
    if (value !== '' && value.length <= LONGEST && !this.#protected.has(value)) this.#values.set(key, value)
  }
}
