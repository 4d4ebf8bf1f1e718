import type { Way } from './way.ts'

/** All steps that were ever taken, and the ways to them. */
export class Rows {
  readonly #ways = new Map<string, Way[]>()

  get steps(): readonly string[] {
    return [...this.#ways.keys()].toSorted()
  }

  /** The ways to a step among so many replicas. */
  waysTo(step: string, replicas: number): readonly Way[] {
    return (this.#ways.get(step) ?? []).filter(way => way.replicas === replicas)
  }

  add(step: string, way: Way): void {
    this.#ways.set(step, [...(this.#ways.get(step) ?? []), way])
  }
}

/** Whether a step is taken when nothing goes wrong. */
export function isDirect(rows: Rows, step: string): boolean {
  return [...rows.waysTo(step, 1), ...rows.waysTo(step, 2)].some(({ before }) => before.length === 0)
}
