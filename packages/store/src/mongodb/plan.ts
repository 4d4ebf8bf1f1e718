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

interface Decided<T> {
  readonly outcome: Outcome<T>
  readonly next?: Kept
}

/** Plans the updates of the documents of one collection. */
export class Planner<T extends Document> {
  readonly #declaration: CollectionDeclaration
  readonly #upgraded: (id: string, version: number, value: Document) => T

  constructor(declaration: CollectionDeclaration) {
    this.#declaration = declaration
    this.#upgraded = versionReader<T>(declaration)
  }

  /**
   * Runs the guards of updates of one document one behind the other, each upon what the one before decided. A change of
   * values that must be unique is written alone, so that its refusal hits the one who asked for it.
   */
  plan(id: string, read: Kept | undefined, asked: readonly Asked<T>[]): Plan<T> {
    const outcomes: Outcome<T>[] = []
    let current = read
    let settled = 0
    for (const each of asked) {
      const { outcome, next } = this.#decided(id, current, each)
      const alone = next !== undefined && this.#uniqueText(next) !== this.#uniqueText(current)
      if (alone && current !== read) break
      outcomes.push(outcome)
      current = next ?? current
      if (current === read) settled += 1
      if (alone) break
    }
    return { outcomes, settled, ...(current !== read && current && { next: current }) }
  }

  #decided(id: string, current: Kept | undefined, { decide, operationId }: Asked<T>): Decided<T> {
    try {
      const stored = current && this.#readable(current)
      if (current?.operations.includes(operationId)) return { outcome: { answer: { written: true, stored } } }
      const value = decide(stored?.value, stored?.rev ?? 0)
      if (value === undefined) return { outcome: { answer: { written: false, stored } } }
      const next = nextOf(this.#declaration, id, current, value, operationId)
      return { outcome: { answer: { written: true, stored: this.#readable(next) } }, next }
    } catch (error) {
      return { outcome: { error } }
    }
  }

  #readable({ id, rev, version, value }: Kept): Stored<T> {
    return { id, rev, value: this.#upgraded(id, version, value) }
  }

  #uniqueText(kept: Kept | undefined): string | undefined {
    return kept && JSON.stringify(uniqueOf(this.#declaration, kept.value))
  }
}
