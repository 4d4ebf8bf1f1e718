import { differing, type Tally } from './tally.ts'

/** One thing, as callers were told it and as it was counted. Equal totals are not enough: each key must agree. */
export interface Comparison {
  readonly what: string
  readonly told: Tally
  readonly counted: Tally
  /** How much more may be counted, since answers were lost. Default: nothing. */
  readonly unknown?: Tally
}

const NOTHING: Tally = new Map()

/** Whether what was counted is what was told, key by key. */
export function agrees({ told, counted, unknown = NOTHING }: Comparison): boolean {
  return differing(told, counted, unknown).length === 0
}

/** What differs, a sentence for each key, for those of a comparison that does not agree. */
export function differences({ what, told, counted, unknown = NOTHING }: Comparison): string[] {
  return differing(told, counted, unknown).map(
    key => `${what}: ${key}: told ${told.get(key) ?? 0}, counted ${counted.get(key) ?? 0}`,
  )
}
