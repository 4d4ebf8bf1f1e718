import type { DatabaseSync } from 'node:sqlite'

/** What was overwritten can be read in the log beside the file for about so long. */
const EMPTY_EVERY_MS = 60_000

/**
 * Empties the write-ahead log now and then after writes: it keeps pages as they were, so that what a document said before it was
 * overwritten would stay there for as long as nothing else is written. Tried again when another process is in the way.
 */
export class EmptiedLog {
  readonly #db: DatabaseSync
  readonly #timer: NodeJS.Timeout
  #written = false

  constructor(db: DatabaseSync, everyMs = EMPTY_EVERY_MS) {
    this.#db = db
    this.#timer = setInterval(() => this.#empty(), everyMs).unref()
  }

  /** There is something in the log. */
  written(): void {
    this.#written = true
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #empty(): void {
    if (!this.#written) return
    try {
      const result = this.#db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
      this.#written = result?.busy !== 0
    } catch {
      // A lock, or a full disk, which the next write will tell of. The log stays, and the next time comes.
    }
  }
}
