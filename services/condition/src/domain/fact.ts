import type { ActivityType } from './activity-types.ts'

/** Something that a user did, as its source reported it. Never changes. */
export interface Fact {
  readonly source: string
  /** The source's own id of it. */
  readonly factId: string
  readonly userId: string
  readonly type: ActivityType
  readonly occurredAtMs: number
  readonly attributes: Readonly<Record<string, string>>
}

/** The id under which a fact is kept, once. A source has no `:` in it, so that two facts never share one. */
export function idOf({ source, factId }: Fact): string {
  return `${source}:${factId}`
}

/** Whether two reports under one id tell the same. */
export function tellsTheSame(a: Fact, b: Fact): boolean {
  return contentsOf(a) === contentsOf(b)
}

function contentsOf({ userId, type, occurredAtMs, attributes }: Fact): string {
  const sorted = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([userId, type, occurredAtMs, sorted])
}

/** Facts of one user and one type that carry all these attributes, from `fromMs` (included) to `beforeMs` (not). */
export interface FactSelection {
  readonly userId: string
  readonly type: ActivityType
  readonly attributes: Readonly<Record<string, string>>
  readonly fromMs: number
  readonly beforeMs: number
}

/** What a condition is measured by. Sees every fact whose recording was answered before the question was asked. */
export interface FactReader {
  count(selection: FactSelection): Promise<number>
  /** When the earliest of them happened, in that order; `limit`, 1 to 1,000, or all if they are fewer. */
  earliestMs(selection: FactSelection, limit: number): Promise<readonly number[]>
}
