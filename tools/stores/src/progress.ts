const SAY_EVERY_MS = 2_000

export interface Output {
  /** Writes one line. */
  readonly say: (line: string) => void
  /** Milliseconds; only differences are used. */
  readonly now: () => number
}

/** Tells now and then how far a walk over a collection is, with the time that is left at the pace so far. */
export class Progress {
  readonly #what: string
  readonly #total: number
  readonly #output: Output
  readonly #startedAt: number
  #saidAt: number
  #startedWith: number | undefined

  /** `total` is an estimate. */
  constructor(what: string, total: number, output: Output) {
    this.#what = what
    this.#total = total
    this.#output = output
    this.#startedAt = output.now()
    this.#saidAt = this.#startedAt
  }

  /** To be called with how many are done in all, as often as that is known. */
  at(done: number): void {
    const now = this.#output.now()
    this.#startedWith ??= done
    if (now - this.#saidAt < SAY_EVERY_MS) return
    this.#saidAt = now
    this.#output.say(
      `${this.#what}: ${thousands(done)} of ${thousands(Math.max(this.#total, done))}${this.#left(done, now)}`,
    )
  }

  #left(done: number, now: number): string {
    const pace = (done - (this.#startedWith ?? done)) / (now - this.#startedAt)
    if (pace <= 0 || done >= this.#total) return ''
    return `, about ${duration((this.#total - done) / pace)} left`
  }
}

/** 1234567 → `1,234,567`. */
export function thousands(count: number): string {
  return count.toLocaleString('en-US')
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}
