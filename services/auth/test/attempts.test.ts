import { describe, expect, it } from 'vitest'
import { type Bucket, countOf, MOST_COUNTS, withCount } from '../src/domain/attempts/bucket.ts'
import { atMost, type Count, type Rule, slower, untried } from '../src/domain/attempts/count.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 3_600_000

/** The count after so many tries, each made as soon as it is allowed; and how long each had to wait. */
function tries(rule: Rule, times: number): { count: Count | undefined; waits: number[] } {
  let count: Count | undefined
  let nowMs = 0
  const waits: number[] = []
  for (let i = 0; i < times; i++) {
    const waitMs = count ? Math.max(0, rule.waitMs(count, nowMs)) : 0
    waits.push(waitMs)
    nowMs += waitMs
    count = rule.counted(count, nowMs)
  }
  return { count, waits }
}

describe('so many in such a time', () => {
  const rule = atMost({ calls: 3, perMs: MINUTE_MS })

  it('are allowed, from the first on; then none until it is over', () => {
    const first = rule.counted(undefined, 0)
    const third = rule.counted(rule.counted(first, 10), 20)
    expect(rule.waitMs(third, 20)).toBe(MINUTE_MS - 20)
    expect(third.endsAtMs).toBe(MINUTE_MS)
  })

  it('are one more when one proved to be no attack, or was none', () => {
    const { count } = tries(rule, 3)
    expect(count && rule.waitMs(count, 20)).toBeGreaterThan(0)
    for (const less of [count && rule.forgiven(count), count && untried(count)])
      expect(less && rule.waitMs(less, 20)).toBe(0)
    expect(untried(rule.counted(undefined, 0))).toBeUndefined()
  })
})

describe('slower each time', () => {
  const rule = slower({ free: 3, longestMs: 15 * MINUTE_MS })

  it('some are free, then each has to wait twice as long as the one before, up to the longest', () => {
    const { waits } = tries(rule, 15)
    expect(waits.map(waitMs => waitMs / 1_000)).toEqual([
      0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900,
    ])
  })

  it('leaves a guesser not much more than a hundred tries in a day', () => {
    const { waits } = tries(slower({ free: 10, longestMs: 15 * MINUTE_MS }), 200)
    const passedMs = (until: number) => waits.slice(0, until + 1).reduce((sum, waitMs) => sum + waitMs, 0)
    const inADay = waits.filter((_, at) => passedMs(at) <= DAY_MS).length
    console.log(`guesses in a day at one account from strange devices: ${inADay}`)
    expect(inADay).toBeLessThan(120)
  })

  it('is forgotten a day after the last, and at once after one that was right', () => {
    const { count } = tries(rule, 5)
    const bucket: Bucket = { counts: count ? { ann: count } : {} }
    const lastAtMs = count?.atMs ?? 0
    expect(countOf(bucket, 'ann', lastAtMs + DAY_MS)).toBeDefined()
    expect(countOf(bucket, 'ann', lastAtMs + DAY_MS + 16_000)).toBeUndefined()
    expect(count && rule.forgiven(count)).toBeUndefined()
  })
})

describe('a bucket', () => {
  const rule = slower({ free: 3, longestMs: 15 * MINUTE_MS })

  it('stays small whatever is tried, and keeps what was tried most often', () => {
    const { count: victim } = tries(rule, 5)
    let bucket = withCount(undefined, 'victim', victim, 20_000)
    for (let i = 0; i < 1_000; i++)
      bucket = withCount(bucket, `nobody-${i}`, rule.counted(undefined, 20_000 + i), 20_000 + i)
    expect(Object.keys(bucket.counts)).toHaveLength(MOST_COUNTS)
    expect(countOf(bucket, 'victim', 30_000)).toEqual(victim)
    expect(JSON.stringify(bucket).length).toBeLessThan(8_192)
  })

  it('forgets with each write what is over', () => {
    const over = atMost({ calls: 3, perMs: MINUTE_MS }).counted(undefined, 0)
    const bucket = withCount(withCount(undefined, 'ann', over, 0), 'bob', over, MINUTE_MS - 1)
    expect(Object.keys(bucket.counts)).toEqual(['ann', 'bob'])
    expect(withCount(bucket, 'cid', rule.counted(undefined, MINUTE_MS), MINUTE_MS)).toEqual({
      counts: { cid: expect.anything() },
    })
  })
})
