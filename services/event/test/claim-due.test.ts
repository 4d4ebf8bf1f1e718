import { expect, it } from 'vitest'
import { nextDueAt } from '../src/application/claims/due.ts'

const MINUTE = 60_000

it('asks soon for a young claim, and for one that an outage held up however long, within 38 s', () => {
  for (const chance of [0, 0.5, 0.999]) {
    const inMs = (waitedMs: number) =>
      nextDueAt(1_000 * MINUTE, 1_000 * MINUTE - waitedMs, () => chance) - 1_000 * MINUTE
    expect(inMs(0)).toBeLessThan(4_000)
    expect(inMs(MINUTE)).toBeLessThanOrEqual(37_500)
    expect(inMs(5 * MINUTE)).toBeLessThanOrEqual(37_500)
    expect(inMs(600 * MINUTE)).toBeLessThanOrEqual(37_500)
  }
})

it('takes a claim of the future, by a clock that was wrong, for a young one', () => {
  expect(nextDueAt(0, 60 * MINUTE, () => 0.5)).toBe(3_000)
})
