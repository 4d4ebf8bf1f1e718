import type { DatabaseSync } from 'node:sqlite'
import { OutcomeUnknown, StoreUnavailable } from '../errors.ts'
import { isBusy, spoilsOnlyItself } from './failures.ts'

/** What an operation gave, or threw. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown }

/**
 * Runs the operations in one transaction. One that throws has written nothing (each writes with one statement, its
 * last) and leaves the others committed. Throws SQLite's own error when the lock is not free; `StoreUnavailable` when
 * nothing was written; `OutcomeUnknown` when the commit failed in a way that leaves that open.
 */
export function runTogether(db: DatabaseSync, operations: readonly (() => unknown)[]): readonly Outcome[] {
  begin(db)
  let outcomes: readonly Outcome[]
  try {
    outcomes = operations.map(outcomeOf)
  } catch (error) {
    rollBack(db)
    throw new StoreUnavailable(error)
  }
  commit(db)
  return outcomes
}

function begin(db: DatabaseSync): void {
  try {
    rollBack(db)
    db.exec('BEGIN IMMEDIATE')
  } catch (error) {
    throw isBusy(error) ? error : new StoreUnavailable(error)
  }
}

function outcomeOf(operation: () => unknown): Outcome {
  try {
    return { value: operation() }
  } catch (error) {
    if (!spoilsOnlyItself(error)) throw error
    return { error }
  }
}

function commit(db: DatabaseSync): void {
  try {
    db.exec('COMMIT')
  } catch (error) {
    // When SQLite has ended the transaction by itself, the log may hold it, and recovery may find it there.
    if (!db.isTransaction) throw new OutcomeUnknown(error)
    rollBack(db)
    throw new StoreUnavailable(error)
  }
}

/** SQLite rolls back by itself on some failures; then there is nothing left to do. */
function rollBack(db: DatabaseSync): void {
  if (db.isTransaction) db.exec('ROLLBACK')
}
