import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

/**
 * The event service's own file, opened for reading alone: when each claim was requested and granted, by the clock of
 * this machine.
 */
export class ClaimsFile {
  readonly #db: DatabaseSync
  readonly #owed: StatementSync
  readonly #granted: StatementSync

  constructor(dataDir: string) {
    this.#db = new DatabaseSync(join(dataDir, 'event.sqlite'), { readOnly: true, timeout: 5_000 })
    this.#owed = this.#db.prepare('SELECT count(*) AS count FROM claims WHERE due_at IS NOT NULL')
    this.#granted = this.#db.prepare(
      `SELECT doc ->> '$.attempts[0].requestedAtMs' AS requestedAtMs, doc ->> '$.attempts[0].resolvedAtMs' AS grantedAtMs
         FROM claims WHERE doc ->> '$.state' = 'SUCCESS' AND doc ->> '$.attempts[0].requestedAtMs' >= ?`,
    )
  }

  /** How many claims are not decided yet. */
  owed(): number {
    return Number(this.#owed.get()?.count)
  }

  /** Of each claim that was requested since and is granted: when, epoch ms. */
  grantedSince(sinceMs: number): { requestedAtMs: number; grantedAtMs: number }[] {
    return this.#granted.all(sinceMs) as { requestedAtMs: number; grantedAtMs: number }[]
  }

  close(): void {
    this.#db.close()
  }
}
