import { Access, type AccessModel, type Holdings } from '@rewards/access'
import { retryAfter } from '@rewards/errors'
import { every, type Logger, type Periodic } from '@rewards/process'
import { PERMISSIONS } from './permissions.ts'

/** Reads roles and groups; `undefined` when they are what was read last. Throws when they cannot be had. */
export type AccessModelSource = (signal: AbortSignal) => Promise<AccessModel | undefined>

export interface CurrentAccessOptions {
  readonly source: AccessModelSource
  readonly logger: Logger
  /** Calls the listener when something may have changed, until the returned function is called. Not given: no hints. */
  readonly onHint?: ((listener: () => void) => () => void) | undefined
  /** How often they are read when there are no hints. Default 1.5 s. */
  readonly everyMs?: number
  /** How long one reading may take. Default 1.5 s. */
  readonly withinMs?: number
}

/** Hints that come close together are one reading. */
const AFTER_HINT_MS = 200

/**
 * Roles and groups as they are, known within 5 s of a change, and within a second where the hint arrives. While they cannot be
 * read, what was known last stays in use.
 */
export class CurrentAccess {
  readonly #source: AccessModelSource
  readonly #logger: Logger
  readonly #withinMs: number
  readonly #reading: Periodic
  readonly #stopHints: () => void
  #hinted: NodeJS.Timeout | undefined
  #access: Access | undefined
  #canBeHad = true

  constructor({ source, logger, onHint, everyMs = 1_500, withinMs = 1_500 }: CurrentAccessOptions) {
    this.#source = source
    this.#logger = logger
    this.#withinMs = withinMs
    const work = (stopping: AbortSignal) => this.#read(stopping)
    this.#reading = every(everyMs, work, { name: 'read roles and groups', logger })
    this.#stopHints = onHint?.(() => this.#readSoon()) ?? (() => undefined)
  }

  /**
   * What tells where somebody with these holdings may do what; `undefined` where that is told by built-in roles alone. Throws
   * `unavailable` ACCESS_UNKNOWN until roles and groups were read a first time.
   */
  async for(holdings: Holdings): Promise<Access | undefined> {
    if (!goesByModel(holdings)) return undefined
    if (!this.#access) await this.#reading.poke()
    if (this.#access) return this.#access
    const message = 'what roles and groups let their holders do cannot be told right now'
    throw retryAfter(2_000, 'ACCESS_UNKNOWN', message)
  }

  /** Resolves when they were read after this call, or could not be. */
  renew(): Promise<void> {
    return this.#reading.poke()
  }

  /** No more readings. */
  async stop(): Promise<void> {
    this.#stopHints()
    clearTimeout(this.#hinted)
    await this.#reading.stop()
  }

  #readSoon(): void {
    const read = () => {
      this.#hinted = undefined
      void this.#reading.poke()
    }
    this.#hinted ??= setTimeout(read, AFTER_HINT_MS).unref()
  }

  async #read(stopping: AbortSignal): Promise<void> {
    try {
      const model = await this.#source(AbortSignal.any([stopping, AbortSignal.timeout(this.#withinMs)]))
      if (model) this.#access = new Access(model, PERMISSIONS)
      this.#note(true)
    } catch (err) {
      if (!stopping.aborted) this.#note(false, err)
    }
  }

  /** Said once, not with every reading. */
  #note(canBeHad: boolean, err?: unknown): void {
    if (canBeHad === this.#canBeHad) return
    this.#canBeHad = canBeHad
    if (canBeHad) this.#logger.info('roles and groups can be read again')
    else this.#logger.warn({ err }, 'roles and groups cannot be read; what was known stays in use')
  }
}

/** Whether anything but built-in roles that are held everywhere counts. */
function goesByModel({ roles, groups, bindings }: Holdings): boolean {
  return groups.length > 0 || bindings.length > 0 || roles.some(role => role.startsWith('rol_'))
}
