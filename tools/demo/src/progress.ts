/** Lines that tell how far the demo is, each with the seconds since its start; plain text, so that a log file can have them. */
export class Progress {
  readonly #write: (line: string) => void
  readonly #now: () => number
  readonly #startedAt: number
  readonly #phases: { name: string; startedAt: number }[] = []

  /** `now` in milliseconds. */
  constructor(write: (line: string) => void, now: () => number) {
    this.#write = write
    this.#now = now
    this.#startedAt = now()
  }

  say(line: string): void {
    const seconds = ((this.#now() - this.#startedAt) / 1000).toFixed(1)
    this.#write(`[${seconds.padStart(6)} s] ${line}`)
  }

  /** What follows, until the next phase, is counted as this phase's time. */
  phase(name: string): void {
    this.#phases.push({ name, startedAt: this.#now() })
  }

  /** How long each phase took, in milliseconds. */
  timings(): readonly { readonly name: string; readonly tookMs: number }[] {
    const ends = [...this.#phases.slice(1).map(({ startedAt }) => startedAt), this.#now()]
    return this.#phases.map(({ name, startedAt }, i) => ({ name, tookMs: (ends[i] as number) - startedAt }))
  }

  /** To be called once for each of `total` things that are done; says so now and then, and at the last. */
  counter(what: string, total: number): () => void {
    let done = 0
    let saidAt = this.#now()
    return () => {
      done += 1
      if (done < total && this.#now() - saidAt < SAY_EVERY_MS) return
      saidAt = this.#now()
      this.say(`${what}: ${done} of ${total}`)
    }
  }
}

const SAY_EVERY_MS = 2_000
