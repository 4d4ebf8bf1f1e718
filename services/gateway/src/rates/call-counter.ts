import type { Rate } from '@rewards/process'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** How many keys a counter remembers; beyond it those are forgotten, up to half, whose time began first, and begin anew. */
const MOST_KEYS = 20_000

/**
 * Counts calls by key, in this process alone. The time of a key begins with its first call; when it is over the key is
 * forgotten. Bounded: were the keys of many addresses to fill it, the oldest ones would be let through once more,
 * rather than a stranger be refused.
 */
export class CallCounter {
  readonly rate: Rate
  readonly #counts: RateLimiterMemory
  #newer = new Set<string>()
  #older = new Set<string>()
  readonly #mostKeys: number

  constructor(rate: Rate, mostKeys = MOST_KEYS) {
    this.rate = rate
    this.#counts = new RateLimiterMemory({ points: rate.calls, duration: rate.perMs / 1_000, keyPrefix: '' })
    this.#mostKeys = mostKeys
  }

  /** How many keys are remembered at most; some of them may be forgotten already. */
  get size(): number {
    return this.#newer.size + this.#older.size
  }

  /** Counts one call; when that is one too many, in how many milliseconds the key's time is over. */
  async count(key: string): Promise<number | undefined> {
    try {
      this.#remember(key, await this.#counts.consume(key))
      return undefined
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return Math.max(1, refused.msBeforeNext)
      throw refused
    }
  }

  /** Counts one more for a call that was counted, without refusing anything. */
  async add(key: string): Promise<void> {
    this.#remember(key, await this.#counts.penalty(key))
  }

  /** Forgets by generations: to look for the oldest of so many keys at each new one would take too long under attack. */
  #remember(key: string, { isFirstInDuration }: RateLimiterRes): void {
    if (!isFirstInDuration) return
    this.#older.delete(key)
    this.#newer.add(key)
    if (this.#newer.size < this.#mostKeys / 2) return
    for (const old of this.#older) void this.#counts.delete(old)
    this.#older = this.#newer
    this.#newer = new Set()
  }
}
