import { randomBytes } from 'node:crypto'
import { entryIdOf } from './audited.ts'
import type { AuditEntry, AuditedCall } from './entry.ts'

/** What a refused call leaves. */
export type Refusal = Omit<AuditedCall, 'callId'>

export interface RefusalsOptions {
  /** Where entries go. A repeat of the same entry changes nothing there. */
  readonly append: (entry: AuditEntry) => Promise<void>
  /** Epoch ms. */
  readonly now: () => number
}

/** One entry for each caller and method in this time, however often they try. */
const WINDOW_MS = 60_000
/** Callers and methods that are told apart in one window; what is more is counted together. */
const MOST_KINDS = 1_000

const ANONYMOUS = 'anonymous calls'
const FURTHER = 'calls of further callers'

/** What one caller was refused of one method and is not in the chain yet, and when the next entry about them may be written. */
interface Count {
  readonly first: Refusal
  count: number
  waitsUntilMs: number
}

/**
 * Counts calls that were refused, and makes entries of them: the first at once, what follows within a minute in one. Calls of
 * nobody known are counted all together. Bounded in memory and in entries; what is not written yet is lost with the process.
 */
export class Refusals {
  readonly #options: RefusalsOptions
  readonly #counts = new Map<string, Count>()

  constructor(options: RefusalsOptions) {
    this.#options = options
  }

  note(refusal: Refusal): void {
    const first = this.#kindOf(refusal)
    const key = keyOf(first)
    const known = this.#counts.get(key)
    if (known && known.count > 0) known.count += 1
    else this.#counts.set(key, { first, count: 1, waitsUntilMs: known?.waitsUntilMs ?? 0 })
  }

  /** Appends what may be written now; `all`: whatever there is. Rejects when it cannot; it then stays to be written. */
  async write(all = false): Promise<void> {
    for (const [key, counted] of this.#counts) {
      const nowMs = this.#options.now()
      if (nowMs < counted.waitsUntilMs && !all) continue
      if (counted.count === 0) this.#counts.delete(key)
      else await this.#append(counted, nowMs)
    }
  }

  async #append(counted: Count, nowMs: number): Promise<void> {
    const { first, count } = counted
    counted.count = 0
    counted.waitsUntilMs = nowMs + WINDOW_MS
    try {
      await this.#options.append(entryOf(first, count))
    } catch (error) {
      counted.count += count
      counted.waitsUntilMs = 0
      throw error
    }
  }

  #kindOf(refusal: Refusal): Refusal {
    const { atMs } = refusal
    if (refusal.actorId === '') return { atMs, actorId: '', action: ANONYMOUS }
    if (this.#counts.size < MOST_KINDS || this.#counts.has(keyOf(refusal))) return refusal
    return { atMs, actorId: '', action: FURTHER }
  }
}

function keyOf({ actorId, onBehalfOf = '', action }: Refusal): string {
  return JSON.stringify([actorId, onBehalfOf, action])
}

function entryOf(first: Refusal, count: number): AuditEntry {
  const callId = `cal_${randomBytes(16).toString('hex')}`
  const entryId = entryIdOf(callId)
  return { ...first, callId, entryId, targetKind: '', targetId: '', outcome: 'REFUSED', count }
}
