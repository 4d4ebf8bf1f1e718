import type { EventEntry } from '../log/entries.ts'
import type { BucketRow, StoredRows } from '../stores/rows.ts'
import { neverOverStock } from './invariants/never-over-stock.ts'
import { type Judgement, judgementOf } from './judge.ts'

const NOTHING: StoredRows = { claims: [], refusals: [], buckets: [], grants: [], books: [] }

const NEVER_OVER = { name: 'no bucket was over its units right after any fault', holds: 'always' } as const

/** Looks at the buckets while the run goes on: one that is over its stock for a moment is over it. */
export class Samples {
  readonly #violations: string[] = []
  #taken = 0

  take(buckets: readonly BucketRow[], events: readonly EventEntry[]): void {
    this.#taken++
    const history = {
      users: new Map(),
      calls: [],
      events: new Map(events.map(event => [event.eventId, event])),
    }
    this.#violations.push(...neverOverStock.look({ history, rows: { ...NOTHING, buckets } }).violations)
  }

  judgement(): Judgement {
    return judgementOf(NEVER_OVER, this.#taken, this.#violations)
  }
}
