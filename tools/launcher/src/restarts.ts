/** A life shorter than this counts towards giving up. */
const SHORT_LIFE_MS = 10_000
const LONGEST_PAUSE_MS = 5_000

/** When a process that ended by itself is started again, from how long its lives were. */
export class Restarts {
  readonly #giveUpAfter: number
  #shortLives = 0

  /** Gives up at the `giveUpAfter`-th short life in a row. */
  constructor(giveUpAfter: number) {
    this.#giveUpAfter = giveUpAfter
  }

  /** How long to wait before the next start, or `undefined` to give up. */
  pauseAfter(lifeMs: number): number | undefined {
    this.#shortLives = lifeMs < SHORT_LIFE_MS ? this.#shortLives + 1 : 1
    if (this.#shortLives >= this.#giveUpAfter) return undefined
    return Math.min(200 * 2 ** (this.#shortLives - 1), LONGEST_PAUSE_MS)
  }
}
