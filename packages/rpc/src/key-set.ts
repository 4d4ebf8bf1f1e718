import { setTimeout as sleep } from 'node:timers/promises'
import { RewardsError } from '@rewards/errors'
import type { Clock, Logger } from '@rewards/process'
import type { CryptoKey, JSONWebKeySet } from 'jose'
import { importKeys } from './import-keys.ts'

/** Where the public signing keys come from. Rejects when they cannot be had; must settle within seconds. */
export type KeySource = () => Promise<JSONWebKeySet>

export interface KeySetOptions {
  readonly source: KeySource
  readonly now: Clock
  readonly logger: Logger
  /** A set older than this is renewed before it is used. Default 30 s. */
  readonly maxAgeMs?: number
  /** The least time between the starts of two fetches, whoever asks for them. Default 2 s. */
  readonly minIntervalMs?: number
}

/** Key ids come from whoever sends a token, so what is remembered of them is bounded. */
const LONGEST_KEY_ID = 64
const MOST_UNKNOWN_IDS = 1_000
/** How long the use of an old set may wait for a newer one. */
const LONGEST_RENEWAL_MS = 1_000

/**
 * The verification keys, at most `maxAgeMs` old while they can be had. Once a newer set cannot be had within a second, the
 * last good one stays in use, however old, until one can: a key server that is down must not lock everybody out. An id
 * that is not in it waits for a set that is asked for after it came up: fetches are shared, and never closer than
 * `minIntervalMs`.
 */
export class KeySet {
  readonly #options: Required<KeySetOptions>
  #keys: ReadonlyMap<string, CryptoKey> | undefined
  /** When the fetch that brought `#keys` began, and which it was: clocks may be set back, counts are not. */
  #keysAtMs = Number.NEGATIVE_INFINITY
  #keysFetch = 0
  #lastFetch = 0
  #lastFetchAtMs = Number.NEGATIVE_INFINITY
  #nextFetch: Promise<void> | undefined
  #renewal: Promise<void> | undefined
  /** Whether the last set that was asked for came, and in time. */
  #canBeHad = true
  readonly #unknown = new Set<string>()

  constructor(options: KeySetOptions) {
    this.#options = { maxAgeMs: 30_000, minIntervalMs: 2_000, ...options }
  }

  /**
   * The key of this id, or `undefined` when a set that was fetched after the id first came up does not have it. Throws
   * `unavailable` KEYS_UNAVAILABLE when there is no set at all, or when the id is not in the last one and no newer one
   * can be had: no token is called bad because its key server is down.
   */
  async find(kid: string): Promise<CryptoKey | undefined> {
    if (this.#isOld()) await this.#renew()
    const known = this.#keys?.get(kid)
    if (known || kid.length > LONGEST_KEY_ID || (this.#keys && this.#unknown.has(kid))) return known
    await this.#fetchSoon()
    const found = this.#keys?.get(kid)
    if (!found) this.#rememberUnknown(kid)
    return found
  }

  #isOld(): boolean {
    const ageMs = Math.abs(this.#options.now() - this.#keysAtMs)
    return this.#keys !== undefined && ageMs > this.#options.maxAgeMs
  }

  /** Waits for a newer set; not while none can be had. */
  async #renew(): Promise<void> {
    this.#renewal ??= this.#fetchInTime().finally(() => {
      this.#renewal = undefined
    })
    if (this.#canBeHad) await this.#renewal
  }

  async #fetchInTime(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(resolve, LONGEST_RENEWAL_MS, false)
    const fetched = this.#fetchSoon().then(
      () => true,
      () => false, // logged where it failed
    )
    this.#canBeHad = await Promise.race([fetched, late])
    clearTimeout(timer)
  }

  /** Resolves after a fetch that began after this call; all who wait for the same one share it. */
  #fetchSoon(): Promise<void> {
    this.#nextFetch ??= this.#fetchWhenAllowed()
    return this.#nextFetch
  }

  async #fetchWhenAllowed(): Promise<void> {
    const { now, minIntervalMs } = this.#options
    await sleep(Math.min(minIntervalMs, Math.max(0, this.#lastFetchAtMs + minIntervalMs - now())))
    this.#nextFetch = undefined
    const [fetch, atMs] = [++this.#lastFetch, now()]
    this.#lastFetchAtMs = atMs
    const keys = await this.#fetch()
    if (fetch < this.#keysFetch) return
    this.#canBeHad = true
    this.#keys = keys
    this.#keysFetch = fetch
    this.#keysAtMs = atMs
  }

  async #fetch(): Promise<ReadonlyMap<string, CryptoKey>> {
    try {
      return await importKeys(await this.#options.source())
    } catch (cause) {
      this.#options.logger.warn(
        { err: cause, haveKeys: this.#keys !== undefined },
        'no signing keys to be had',
      )
      const message = 'the signing keys cannot be had right now, so no token can be checked'
      const retryAfterMs = this.#options.minIntervalMs
      throw new RewardsError('unavailable', 'KEYS_UNAVAILABLE', message, { retryAfterMs, cause })
    }
  }

  #rememberUnknown(kid: string): void {
    if (this.#unknown.size >= MOST_UNKNOWN_IDS) this.#unknown.clear()
    this.#unknown.add(kid)
  }
}
