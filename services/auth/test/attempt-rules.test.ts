import { describe, expect, test } from 'vitest'
import { type Bucket, countOf, withCount } from '../src/domain/attempts/bucket.ts'
import { atMost, type Count, slower, untried } from '../src/domain/attempts/count.ts'
import { type AttemptLimits, limitsOn, type Trier } from '../src/domain/attempts/limits.ts'

const NOW = 10_000
const DAY = 24 * 3_600_000
const count = (tries: number, endsAtMs = NOW + 100): Count => ({ tries, atMs: NOW, endsAtMs })

describe('so many in such a time', () => {
  const rule = atMost({ calls: 2, perMs: 500 })

  test('are counted from the first of them', () => {
    const first = rule.counted(undefined, NOW)
    expect(first).toStrictEqual({ tries: 1, atMs: NOW, endsAtMs: NOW + 500 })
    expect(rule.counted(first, NOW + 9)).toStrictEqual({ tries: 2, atMs: NOW + 9, endsAtMs: NOW + 500 })
  })

  test('and then none until it is over', () => {
    expect([1, 2, 3].map(tries => rule.waitMs(count(tries), NOW + 30))).toEqual([0, 70, 70])
  })

  test('and one that was none counts no more', () => {
    expect(rule.forgiven(count(2))).toStrictEqual(count(1))
    expect([untried(count(1)), untried(count(3))]).toStrictEqual([undefined, count(2)])
  })
})

describe('so many at once, then slower', () => {
  const rule = slower({ free: 3, longestMs: 5_000 })

  test('waits a second after the last free one, then twice as long each time', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(tries => rule.waitMs(count(tries), NOW))).toEqual([
      0, 0, 1_000, 2_000, 4_000, 5_000, 5_000,
    ])
    expect(rule.waitMs(count(4), NOW + 500)).toBe(1_500)
  })

  test('is forgotten a day after the wait', () => {
    expect(rule.counted(undefined, NOW)).toStrictEqual({ tries: 1, atMs: NOW, endsAtMs: NOW + DAY })
    expect(rule.counted(count(3), NOW + 1)).toStrictEqual({
      tries: 4,
      atMs: NOW + 1,
      endsAtMs: NOW + 1 + 2_000 + DAY,
    })
  })

  test('is forgiven whole', () => {
    expect(rule.forgiven(count(5))).toBeUndefined()
  })
})

describe('counts', () => {
  const bucket: Bucket = { counts: { a: count(1), b: count(2, NOW) } }

  test('are there until they end', () => {
    expect(countOf(bucket, 'a', NOW)).toStrictEqual(count(1))
    expect(countOf(bucket, 'b', NOW - 1)).toStrictEqual(count(2, NOW))
    expect([countOf(bucket, 'b', NOW), countOf(bucket, 'c', NOW), countOf(undefined, 'a', NOW)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  test('that ended go with the next write', () => {
    expect(withCount(bucket, 'c', count(5), NOW)).toStrictEqual({ counts: { a: count(1), c: count(5) } })
    expect(withCount(bucket, 'a', count(7), NOW)).toStrictEqual({ counts: { a: count(7) } })
    expect(withCount(bucket, 'a', undefined, NOW - 1)).toStrictEqual({ counts: { b: count(2, NOW) } })
    expect(withCount(undefined, 'a', count(1), NOW)).toStrictEqual({ counts: { a: count(1) } })
  })

  test('are 64 in a bucket at most; the fewest tries are forgotten first, of as many those that end sooner', () => {
    const many = (length: number) =>
      Object.fromEntries(Array.from({ length }, (_, at) => [`k${at}`, count(at + 10)]))
    const few = withCount({ counts: many(63) }, 'n', count(1), NOW)
    expect(Object.keys(few.counts)).toEqual([...Object.keys(many(63)), 'n'])
    const full = withCount({ counts: many(64) }, 'n', count(1), NOW)
    expect(Object.keys(full.counts)).toHaveLength(64)
    expect(full.counts).not.toHaveProperty('k0')
    const alike = { ...many(62), soon: count(5, NOW + 1), late: count(5, NOW + 2) }
    const kept = withCount({ counts: alike }, 'n', count(1), NOW).counts
    expect([Object.hasOwn(kept, 'soon'), Object.hasOwn(kept, 'late'), kept.n]).toEqual([
      false,
      true,
      count(1),
    ])
  })
})

describe('an attempt', () => {
  const rate = (calls: number) => ({ calls, perMs: 1_000 })
  const limits: AttemptLimits = {
    signInsPerAddress: rate(1),
    signInsInAll: rate(32),
    freeSignIns: 4,
    longestSignInWaitMs: 60_000,
    signUpsPerAddress: rate(2),
    signUpsPerAccount: rate(3),
    signUpsInAll: rate(33),
    resetsPerAddress: rate(5),
    resetsPerAccount: rate(6),
    resetsInAll: rate(48),
    refusedTokensPerAddress: rate(7),
    refusedTokensInAll: rate(64),
  }
  const trier: Trier = { network: 'net', account: 'ann' }
  const keysOf = (...asked: Parameters<typeof limitsOn>) =>
    limitsOn(...asked).map(({ name, key }) => `${name}|${key}`)

  test.each([
    [
      'signIn',
      [
        'signInsPerAddress|signInsPerAddress net',
        'signInsPerAccount|signInsPerAccount ann',
        'signInsInAll|signInsInAll 8',
      ],
    ],
    [
      'signUp',
      [
        'signUpsPerAddress|signUpsPerAddress net',
        'signUpsPerAccount|signUpsPerAccount ann',
        'signUpsInAll|signUpsInAll 8',
      ],
    ],
    [
      'reset',
      [
        'resetsPerAddress|resetsPerAddress net',
        'resetsPerAccount|resetsPerAccount ann',
        'resetsInAll|resetsInAll 8',
      ],
    ],
    [
      'token',
      ['refusedTokensPerAddress|refusedTokensPerAddress net', 'refusedTokensInAll|refusedTokensInAll 8'],
    ],
  ] as const)('%s is limited by address, by account and in all', (attempt, keys) => {
    expect(keysOf(attempt, trier, limits, 0.5)).toEqual(keys)
  })

  test('is counted by what is known', () => {
    expect(keysOf('signIn', {}, limits, 0)).toEqual(['signInsInAll|signInsInAll 0'])
    expect(keysOf('signUp', { account: 'ann' }, limits, 0.999)).toEqual([
      'signUpsPerAccount|signUpsPerAccount ann',
      'signUpsInAll|signUpsInAll 15',
    ])
  })

  test('from a known device is counted by that alone', () => {
    expect(keysOf('signIn', { ...trier, device: 'dvc' }, limits, 0)).toEqual([
      'signInsPerDevice|signInsPerDevice dvc',
    ])
    expect(keysOf('reset', { ...trier, device: 'dvc' }, limits, 0)).toHaveLength(3)
  })

  test.each([
    ['signIn', ['1 1000', `4 ${DAY}`, '2 1000']],
    ['signUp', ['2 1000', '3 1000', '3 1000']],
    ['reset', ['5 1000', '6 1000', '3 1000']],
    ['token', ['7 1000', '4 1000']],
  ] as const)('%s has rules of its limits; in each part a sixteenth of all, rounded up', (attempt, rules) => {
    const shown = limitsOn(attempt, trier, limits, 0).map(({ rule }) => {
      const calls = Array.from({ length: 20 }, (_, tries) => tries).findIndex(
        tries => rule.waitMs({ tries, atMs: 0, endsAtMs: 1 }, 0) > 0,
      )
      return `${calls} ${rule.counted(undefined, 0).endsAtMs}`
    })
    expect(shown).toEqual(rules)
  })

  test('with a password never waits for longer than the longest time', () => {
    const [, byAccount] = limitsOn('signIn', trier, limits, 0)
    expect(byAccount?.rule.waitMs(count(100), NOW)).toBe(60_000)
  })
})
