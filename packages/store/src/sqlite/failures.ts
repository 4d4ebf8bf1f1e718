/** SQLite's primary result codes that decide what a failure means; see its list of result codes. */
const BUSY = 5
const UNIQUE = 2067
/** Failures of one statement that leave its transaction as it was: logic, too big, constraint, mismatch, range. */
const OF_THE_STATEMENT: ReadonlySet<number> = new Set([1, 18, 19, 20, 25])

interface SqliteError extends Error {
  /** The extended result code; the primary one is its lowest byte. */
  readonly errcode: number
}

export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
}

/** Another process holds the lock; nothing was done. */
export function isBusy(error: unknown): boolean {
  return isSqliteError(error) && (error.errcode & 0xff) === BUSY
}

/** The name of the unique index that refused a write; SQLite tells it in the message alone. */
export function violatedIndex(error: unknown): string | undefined {
  if (!isSqliteError(error) || error.errcode !== UNIQUE) return undefined
  return /index '[a-z_]+\.([a-z_]+)'/.exec(error.message)?.[1]
}

/** True when the failure is the operation's own, so that the others of its transaction may go on. */
export function spoilsOnlyItself(error: unknown): boolean {
  return !isSqliteError(error) || OF_THE_STATEMENT.has(error.errcode & 0xff)
}
