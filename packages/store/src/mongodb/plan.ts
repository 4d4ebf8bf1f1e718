import type { Kept, OperationId } from '../driver.ts'
import type { CollectionDeclaration, Decide, Document, Stored, Updated } from '../port.ts'
import { versionReader } from '../versions.ts'
import { nextOf, uniqueOf } from './stored-form.ts'

/** An update that waits for its turn. */
export interface Asked<T> {
  readonly decide: Decide<T>
  readonly operationId: OperationId
}

/** What becomes of an update: its answer, or what it threw. */
export type Outcome<T> = { readonly answer: Updated<T> } | { readonly error: unknown }

/** What is done for the first updates of those that wait, in one write. */
export interface Plan<T> {
  /** One for each update that the plan covers, in their order. */
  readonly outcomes: readonly Outcome<T>[]
  /** How many of them rest on what was read alone; the others on the write. */
  readonly settled: number
  /** What to write; absent when nothing is. */
  readonly next?: Kept
}

/**
 * Runs the guards of updates of one document one behind the other, each upon what the one before decided. A change of
 * values that must be unique is written alone, so that its refusal hits the one who asked for it.
 */
export function planner<T extends Document>(declaration: CollectionDeclaration) {
  const upgraded = versionReader<T>(declaration)
  const readable = ({ id, rev, version, value }: Kept): Stored<T> => ({
    id,
    rev,
    value: upgraded(id, version, value),
  })
  const uniqueText = (kept: Kept | undefined) => JSON.stringify(kept && uniqueOf(declaration, kept.value))

  return (id: string, read: Kept | undefined, asked: readonly Asked<T>[]): Plan<T> => {
    const outcomes: Outcome<T>[] = []
    let current = read
    let settled = 0
    for (const { decide, operationId } of asked) {
      const { outcome, next } = decided(id, current, decide, operationId)
      const alone = next !== undefined && uniqueText(next) !== uniqueText(current)
      if (alone && current !== read) break
      outcomes.push(outcome)
      current = next ?? current
      if (current === read) settled += 1
      if (alone) break
    }
    return { outcomes, settled, ...(current !== read && current && { next: current }) }
  }

  function decided(
    id: string,
    current: Kept | undefined,
    decide: Decide<T>,
    operationId: OperationId,
  ): { outcome: Outcome<T>; next?: Kept } {
    try {
      const stored = current && readable(current)
      if (current?.operations.includes(operationId)) return { outcome: { answer: { written: true, stored } } }
      const value = decide(stored?.value, stored?.rev ?? 0)
      if (value === undefined) return { outcome: { answer: { written: false, stored } } }
      const next = nextOf(declaration, id, current, value, operationId)
      return { outcome: { answer: { written: true, stored: readable(next) } }, next }
    } catch (error) {
      return { outcome: { error } }
    }
  }
}
