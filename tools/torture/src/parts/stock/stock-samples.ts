import { setTimeout as sleep } from 'node:timers/promises'
import { neverOverStock } from '../../check/invariants/never-over-stock.ts'
import { type Judgement, judgementOf } from '../../check/judge.ts'
import type { EventEntry } from '../../log/entries.ts'
import type { StoredRows } from '../../stores/rows.ts'
import type { World } from '../../system/world.ts'

const NOTHING: StoredRows = { claims: [], refusals: [], buckets: [], grants: [], books: [] }
const NEVER_OVER = {
  name: 'in no look at the buckets, many each second, was a reward over its stock',
  holds: 'always',
} as const
const EVERY_MS = 200

/** Looks at the buckets again and again while others claim: what is over its stock for a moment is over it. */
export class StockSamples {
  taken = 0
  readonly #violations: string[] = []
  readonly #stores: World['stores']

  constructor({ stores }: World) {
    this.#stores = stores
  }

  /** Looks until disposed of. */
  watch(events: readonly EventEntry[]): AsyncDisposable {
    const ended = new AbortController()
    const looking = this.#lookUntil(ended.signal, events)
    return {
      async [Symbol.asyncDispose]() {
        ended.abort()
        await looking
      },
    }
  }

  judgement(): Judgement {
    return judgementOf(NEVER_OVER, this.taken, this.#violations)
  }

  async #lookUntil(ended: AbortSignal, events: readonly EventEntry[]): Promise<void> {
    const history = { users: new Map(), calls: [], events: new Map(events.map(each => [each.eventId, each])) }
    while (!ended.aborted) {
      const buckets = await this.#stores.buckets()
      this.#violations.push(...neverOverStock.look({ history, rows: { ...NOTHING, buckets } }).violations)
      this.taken++
      await sleep(EVERY_MS)
    }
  }
}
