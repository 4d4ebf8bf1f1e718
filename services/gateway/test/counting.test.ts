import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Rate } from '@rewards/process'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { CallCounter } from '../src/rates/call-counter.ts'
import { callerAddress } from '../src/rates/caller-address.ts'
import { Places } from '../src/rates/places.ts'

/** Of what is still used. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed
}

test.each([
  [0, '192.0.2.1', '198.51.100.9'],
  [1, '192.0.2.1', '192.0.2.1'],
  [1, '10.0.0.1, 192.0.2.1', '192.0.2.1'],
  [2, '10.0.0.1, 192.0.2.1', '10.0.0.1'],
  [2, '192.0.2.1', '198.51.100.9'],
  [1, 'nonsense', '198.51.100.9'],
  [1, '', '198.51.100.9'],
  [1, undefined, '198.51.100.9'],
])('with %i trusted hops, X-Forwarded-For %j means %s', (hops, header, address) => {
  const headers = header === undefined ? {} : { 'x-forwarded-for': header }
  expect(callerAddress({ headers, socket: { remoteAddress: '::ffff:198.51.100.9' } }, hops)).toBe(address)
})

describe('a counter', () => {
  test('counts each key for itself, and says when to come back', async () => {
    const counter = new CallCounter(new Rate(2, 60_000))
    expect([await counter.count('a'), await counter.count('a')]).toEqual([undefined, undefined])
    const retryAfterMs = await counter.count('a')
    expect(retryAfterMs).toBeGreaterThan(50_000)
    expect(retryAfterMs).toBeLessThanOrEqual(60_000)
    expect(await counter.count('b')).toBeUndefined()
  })

  test('of many callers at once lets exactly so many through', async () => {
    const counter = new CallCounter(new Rate(100, 60_000))
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => counter.count('a')))
    expect(answers.filter(answer => answer === undefined)).toHaveLength(100)
  })

  test('is bounded: of 200,000 keys it remembers the latest 20,000 at most', async () => {
    const counter = new CallCounter(new Rate(1, 60_000))
    const key = (i: number) => `2001:db8:${(i >> 16).toString(16)}:${(i & 65_535).toString(16)}::/64`
    const before = heapBytes()
    let most = 0
    for (let i = 0; i < 200_000; i++) {
      await counter.count(key(i))
      most = Math.max(most, counter.size)
    }
    const grown = heapBytes() - before
    console.log(
      `200,000 keys: ${most} remembered at most, ${(grown / 1_048_576).toFixed(1)} MiB of heap at the end`,
    )
    expect(most).toBeLessThanOrEqual(20_000)
    expect(grown).toBeLessThan(40 * 1_048_576)
    expect(await counter.count(key(199_999))).toBeDefined()
    expect(await counter.count(key(190_001))).toBeDefined()
    expect(await counter.count(key(0))).toBeUndefined()
  }, 60_000)
})

test('places are taken by key, given back, and forgotten when none is taken', () => {
  const places = new Places(2)
  const [first, second] = [places.take('a'), places.take('a')]
  expect(places.take('a')).toBeUndefined()
  expect(places.take('b')).toBeDefined()
  first?.()
  second?.()
  expect(places.size).toBe(1)
})

describe('rates', () => {
  test('are configured as calls per time', () => {
    const { config } = readConfig({ REWARDS_GATEWAY_CLAIMS_PER_USER: '7/2m' })
    expect(config.claimsPerUser).toEqual(new Rate(7, 120_000))
    expect(String(config.claimsPerUser)).toBe('7/120s')
  })

  test.each(['7', '0/1s', '7/0s', '-1/1s', '7/1h', '7 / 1s', '9999999/1s', '7/61m', 'off', '1e3/1s'])(
    '%j is refused',
    rate => {
      expect(() => readConfig({ REWARDS_GATEWAY_CLAIMS_PER_USER: rate })).toThrow(
        /REWARDS_GATEWAY_CLAIMS_PER_USER is .*allowed is calls per time such as 300\/10s/,
      )
    },
  )
})
