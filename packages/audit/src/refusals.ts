import type { AuditEntry, AuditedCall } from './entry.ts'

export interface RefusalsOptions {
  /** Where entries go. A repeat of the same entry changes nothing there. */
  readonly append: (entry: AuditEntry) => Promise<void>
  /** Epoch ms. */
  readonly now: () => number
  /** `kind_…`, unique. */
  readonly newId: (kind: string) => string
}

/** One entry for each caller and method in this time, however often they try. */
const WINDOW_MS = 60_000
/** Callers and methods that are told apart in one window; what is more is counted together. */
const MOST_KINDS = 1_000

const ANONYMOUS = 'anonymous calls'
const FURTHER = 'calls of further callers'

/** What one caller was refused of one method and no entry tells of yet, and when the next entry about them may be made. */
interface Count {
  first: AuditedCall
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
  /** Made, and not known to be in the chain. */
  readonly #unwritten: AuditEntry[] = []

  constructor(options: RefusalsOptions) {
    this.#options = options
  }

  note(refusal: AuditedCall): void {
    const first = this.#kindOf(refusal)
    const known = this.#counts.get(keyOf(first)) ?? { first, count: 0, waitsUntilMs: 0 }
    if (known.count === 0) known.first = first
    known.count += 1
    this.#counts.set(keyOf(first), known)
  }

  /** Appends what may be written now; `all`: whatever there is. Rejects when it cannot; it then stays to be written. */
  async write(all = false): Promise<void> {
    if (this.#unwritten.length < MOST_KINDS) this.#makeEntries(all)
    for (let entry = this.#unwritten[0]; entry; entry = this.#unwritten[0]) {
      await this.#options.append(entry)
      this.#unwritten.shift()
    }
  }

  #makeEntries(all: boolean): void {
    const nowMs = this.#options.now()
    for (const [key, counted] of this.#counts) {
      if (nowMs < counted.waitsUntilMs && !all) continue
      if (counted.count === 0) this.#counts.delete(key)
      else this.#makeEntry(counted, nowMs)
    }
  }

  #makeEntry(counted: Count, nowMs: number): void {
    const { first, count } = counted
    const entryId = this.#options.newId('aud')
    this.#unwritten.push({ ...first, entryId, targetKind: '', targetId: '', outcome: 'REFUSED', count })
    counted.count = 0
    counted.waitsUntilMs = nowMs + WINDOW_MS
  }

  #kindOf(refusal: AuditedCall): AuditedCall {
    const { atMs } = refusal
    if (refusal.actorId === '') return { atMs, actorId: '', action: ANONYMOUS }
    if (this.#counts.size < MOST_KINDS || this.#counts.has(keyOf(refusal))) return refusal
    return { atMs, actorId: '', action: FURTHER }
  }
}

function keyOf({ actorId, onBehalfOf = '', action }: AuditedCall): string {
  return JSON.stringify([actorId, onBehalfOf, action])
}
