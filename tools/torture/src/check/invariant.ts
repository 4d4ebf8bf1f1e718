import type { History } from '../log/operation-log.ts'
import type { StoredRows } from '../stores/rows.ts'

/** What a run left behind: what its callers were told, and what the stores say. */
export interface Evidence {
  readonly history: History
  readonly rows: StoredRows
}

/** Something that must be so whatever happened. */
export interface Invariant {
  readonly name: string
  /** `always`: at any moment. `quiet`: once nothing is owed any more. */
  readonly holds: 'always' | 'quiet'
  /** Pure. */
  readonly look: (evidence: Evidence) => Finding
}

/** What looking found. */
export interface Finding {
  /** How many things were looked at. */
  readonly checked: number
  /** A sentence for each that is not as it must be. */
  readonly violations: readonly string[]
}

/** Looks at each thing; `problems` gives a sentence for each thing that is wrong with it. */
export function each<T>(things: Iterable<T>, problems: (thing: T) => readonly string[]): Finding {
  const violations: string[] = []
  let checked = 0
  for (const thing of things) {
    checked++
    violations.push(...problems(thing))
  }
  return { checked, violations }
}

/** The sentences of the conditions that are true. */
export function sentences(problems: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(problems).flatMap(([sentence, isSo]) => (isSo ? [sentence] : []))
}

/** Whether two sets of words are the same, whatever their order. */
export function sameWords(some: readonly string[], others: readonly string[]): boolean {
  return JSON.stringify(some.toSorted()) === JSON.stringify(others.toSorted())
}
