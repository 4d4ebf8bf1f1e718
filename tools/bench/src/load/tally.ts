import { type Percentiles, percentilesOf } from './percentiles.ts'

/** What came of many calls. */
export interface Load {
  /** How many were under way at once; of a paced load, the most. */
  readonly callers: number
  /** How many succeeded. */
  readonly calls: number
  /** From the first call to the last answer. */
  readonly seconds: number
  /** Those that succeeded, by these seconds. */
  readonly perSecond: number
  /** Milliseconds, of those that succeeded. */
  readonly latencyMs: Percentiles
  /** How many failed, by what they said. */
  readonly failures: Readonly<Record<string, number>>
}

/** Counts calls as they end. */
export class Tally {
  readonly #startedAt = performance.now()
  readonly #latenciesMs: number[] = []
  readonly #failures = new Map<string, number>()
  #underWay = 0
  #most = 0

  /** How many succeeded so far. */
  get calls(): number {
    return this.#latenciesMs.length
  }

  /** Counts the call when it has ended; its latency runs from `startedAt`, a time of `performance`. Never rejects. */
  async count(call: Promise<void>, startedAt: number): Promise<void> {
    this.#most = Math.max(this.#most, ++this.#underWay)
    try {
      await call
      this.#latenciesMs.push(performance.now() - startedAt)
    } catch (err) {
      const said = err instanceof Error ? err.message : String(err)
      this.#failures.set(said, (this.#failures.get(said) ?? 0) + 1)
    } finally {
      this.#underWay--
    }
  }

  /** To be asked when the last call has ended. */
  load(): Load {
    const seconds = (performance.now() - this.#startedAt) / 1_000
    return {
      callers: this.#most,
      calls: this.calls,
      seconds,
      perSecond: this.calls / seconds,
      latencyMs: percentilesOf(this.#latenciesMs),
      failures: Object.fromEntries(this.#failures),
    }
  }
}
