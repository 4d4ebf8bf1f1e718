/** Bounds how much is done at once. */
export class Slots {
  readonly #size: number
  #taken = 0
  readonly #waiting: (() => void)[] = []
  readonly #idle: (() => void)[] = []

  constructor(size: number) {
    this.#size = size
  }

  /** Resolves when a slot is taken for the caller, first come first served. */
  async take(): Promise<void> {
    if (this.#taken < this.#size) {
      this.#taken++
      return
    }
    await new Promise<void>(resolve => this.#waiting.push(resolve))
  }

  /** Gives a slot back. */
  release(): void {
    const next = this.#waiting.shift()
    if (next) {
      next()
      return
    }
    this.#taken--
    if (this.#taken === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  /** Resolves when no slot is taken. */
  async idle(): Promise<void> {
    if (this.#taken > 0) await new Promise<void>(resolve => this.#idle.push(resolve))
  }
}
