import type { StoresReader } from '../stores/rows.ts'

/** How many claims were owed something at a moment, epoch ms. */
export interface Owed {
  readonly at: number
  readonly claims: number
}

const EVERY_MS = 1_000

/** Asks the store each second how much is owed, until it is closed. A look that fails is left out: the next one comes. */
export class OwedWatch {
  readonly seen: Owed[] = []
  readonly #timer: NodeJS.Timeout
  #looking: Promise<void> | undefined

  constructor(stores: Pick<StoresReader, 'owed'>) {
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look(stores).finally(() => {
        this.#looking = undefined
      })
    }, EVERY_MS)
  }

  /** Resolves when no look is under way any more. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  async #look(stores: Pick<StoresReader, 'owed'>): Promise<void> {
    const at = Date.now()
    const claims = await stores.owed().catch(() => undefined)
    if (claims !== undefined) this.seen.push({ at, claims })
  }
}
