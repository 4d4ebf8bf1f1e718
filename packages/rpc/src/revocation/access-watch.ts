import { RewardsError, retryAfter } from '@rewards/errors'
import { type Clock, every, type Logger, type Periodic } from '@rewards/process'
import type { AccessChangesSource } from './access-changes.ts'
import { REMEMBERED_MS, type Revocable, Revocations } from './revocations.ts'

export interface AccessWatchOptions {
  readonly source: AccessChangesSource
  readonly now: Clock
  readonly logger: Logger
  /** Calls the listener when something may have changed, until the returned function is called. Not given: no hints. */
  readonly onHint?: ((listener: () => void) => () => void) | undefined
  /** How often auth is asked when there are no hints. Default 1.5 s. */
  readonly everyMs?: number
  /** For how long auth may be silent while it is asked. Default 1.5 s. */
  readonly withinMs?: number
  /** How many users, and how many sessions, are remembered. Default 100,000: some 30 MB. */
  readonly most?: number
}

/** A caller who is told when their token counts no more. */
interface Holder {
  readonly caller: Revocable
  readonly end: (why: RewardsError) => void
}

/** Auth's clocks may differ by half of it, and a change may take the other half to be written. */
const OVERLAP_MS = 60_000
/** What a clock that is further off than that hid from us is found when all of it is read again. */
const READ_ALL_EVERY_MS = 60_000
/** Hints that come close together are one question. */
const AFTER_HINT_MS = 200

/**
 * Which tokens count no more, though they have not expired: known within 5 s of the change, by asking, and within a
 * second where the hint arrives. While auth cannot be asked, what was known last stays in use. Bounded in memory.
 */
export class AccessWatch {
  readonly #options: Required<Omit<AccessWatchOptions, 'onHint'>>
  readonly #revocations: Revocations
  readonly #holders = new Set<Holder>()
  readonly #asking: Periodic
  readonly #stopHints: () => void
  #hinted: NodeJS.Timeout | undefined
  /** From when on changes are not known yet; absent before the first reading. */
  #sinceMs: number | undefined
  #readAllAtMs = Number.NEGATIVE_INFINITY
  #answers = true

  constructor({ onHint, ...options }: AccessWatchOptions) {
    this.#options = { everyMs: 1_500, withinMs: 1_500, most: 100_000, ...options }
    this.#revocations = new Revocations(this.#options.most)
    const { everyMs, logger } = this.#options
    this.#asking = every(everyMs, stopping => this.#ask(stopping), { name: 'ask for access changes', logger })
    this.#stopHints = onHint?.(() => this.#askSoon()) ?? (() => undefined)
  }

  /** Resolves once all changes were read a first time. Throws `unavailable` ACCESS_UNKNOWN while that cannot be had. */
  async ready(): Promise<void> {
    if (this.#sinceMs === undefined) await this.#asking.poke()
    if (this.#sinceMs !== undefined) return
    const message = 'whether access tokens still count cannot be told right now, so none is accepted'
    throw retryAfter(2_000, 'ACCESS_UNKNOWN', message)
  }

  /** `unauthenticated` TOKEN_REVOKED for a token that counts no more, as far as it is known. */
  refusalOf(caller: Revocable): RewardsError | undefined {
    if (!this.#revocations.revoked(caller)) return undefined
    const message = 'the access token counts no more, because what its holder may do changed; refresh it'
    return new RewardsError('unauthenticated', 'TOKEN_REVOKED', message)
  }

  /** Calls `end` once, with the refusal, when the caller's token counts no more; until the returned function is called. */
  onRevoked(caller: Revocable, end: (why: RewardsError) => void): () => void {
    const holder = { caller, end }
    const refusal = this.refusalOf(caller)
    if (refusal) end(refusal)
    else this.#holders.add(holder)
    return () => this.#holders.delete(holder)
  }

  /** No more questions. */
  async stop(): Promise<void> {
    this.#stopHints()
    clearTimeout(this.#hinted)
    await this.#asking.stop()
  }

  #askSoon(): void {
    const ask = () => {
      this.#hinted = undefined
      void this.#asking.poke()
    }
    this.#hinted ??= setTimeout(ask, AFTER_HINT_MS).unref()
  }

  async #ask(stopping: AbortSignal): Promise<void> {
    try {
      await this.#read(stopping)
      this.#note(true)
    } catch (err) {
      if (!stopping.aborted) this.#note(false, err)
    }
  }

  async #read(stopping: AbortSignal): Promise<void> {
    const nowMs = this.#options.now()
    const allSinceMs = nowMs - REMEMBERED_MS
    const all = Math.abs(nowMs - this.#readAllAtMs) >= READ_ALL_EVERY_MS
    const sinceMs = all ? allSinceMs : Math.max(allSinceMs, this.#sinceMs ?? allSinceMs)
    const readAtMs = await this.#learnSince(sinceMs, stopping)
    this.#revocations.forget(nowMs)
    this.#sinceMs = readAtMs - OVERLAP_MS
    if (all) this.#readAllAtMs = nowMs
  }

  /** Resolves to when auth read them, by its clock. */
  async #learnSince(sinceMs: number, stopping: AbortSignal): Promise<number> {
    const { source, withinMs } = this.#options
    const silence = new AbortController()
    const tooLong = () => silence.abort(new Error(`auth was silent for ${withinMs} ms`))
    const timer = setTimeout(tooLong, withinMs)
    let readAtMs = sinceMs
    try {
      for await (const changes of source(sinceMs, AbortSignal.any([stopping, silence.signal]))) {
        timer.refresh()
        readAtMs = changes.readAtMs
        if (this.#revocations.learn(changes)) this.#endRevoked()
      }
    } finally {
      clearTimeout(timer)
    }
    return readAtMs
  }

  #endRevoked(): void {
    for (const holder of this.#holders) {
      const refusal = this.refusalOf(holder.caller)
      if (refusal && this.#holders.delete(holder)) holder.end(refusal)
    }
  }

  /** Said once, not with every question. */
  #note(answers: boolean, err?: unknown): void {
    if (answers === this.#answers) return
    this.#answers = answers
    const { logger } = this.#options
    if (answers) logger.info('auth tells again which tokens count no more')
    else logger.warn({ err }, 'auth does not tell which tokens count no more; what was known stays in use')
  }
}
