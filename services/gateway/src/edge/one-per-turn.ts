import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * Lets one through in each turn of the event loop, the first come first: what is under way already goes on between two of them,
 * however many come at once.
 */
export class OnePerTurn {
  #last: Promise<void> = Promise.resolve()

  /** Resolves when it is the caller's turn. */
  pass(): Promise<void> {
    this.#last = this.#last.then(() => nextTurn())
    return this.#last
  }
}
