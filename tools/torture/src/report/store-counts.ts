import type { StoredRows } from '../stores/rows.ts'
import { countsOf } from './told.ts'

/** What the stores hold, counted. */
export interface StoreCounts {
  readonly claims: number
  /** By state. */
  readonly claimStates: Readonly<Record<string, number>>
  readonly attempts: number
  readonly refusals: number
  /** By state. */
  readonly grants: Readonly<Record<string, number>>
  readonly buckets: number
  readonly unitsHeld: number
  /** What the provider outside paid, by its own books. */
  readonly paid: number
}

export function countStores({ claims, refusals, buckets, grants, books }: StoredRows): StoreCounts {
  return {
    claims: claims.length,
    claimStates: countsOf(claims.map(({ state }) => state)),
    attempts: claims.reduce((sum, { attempts }) => sum + attempts.length, 0),
    refusals: refusals.length,
    grants: countsOf(grants.map(({ state }) => state)),
    buckets: buckets.length,
    unitsHeld: buckets.reduce((sum, { holders }) => sum + holders.length, 0),
    paid: books.filter(({ state }) => state === 'GRANTED').length,
  }
}
