import { describe, expect, test } from 'vitest'
import type { Claim } from '../src/domain/claim.ts'
import { backsGrant, type Hold, mayFree } from '../src/domain/holds.ts'
import { firstBucket, judgeStock, type StockLevel, snapshotOf } from '../src/domain/stock.ts'
import {
  accept,
  after,
  fail,
  giveUp,
  granted,
  leavable,
  limited,
  merge,
  open,
  rejected,
  unlimited,
} from './claim-builders.ts'
import { event } from './event-builders.ts'

const L = limited('rwd_a')
const HOLD: Hold = { attempt: 1, rewardId: 'rwd_a', bucketId: 'bucket_a' }
const ELSEWHERE: Hold = { ...HOLD, bucketId: 'bucket_b' }
const accepted = [open(1, [L]), accept(1, { rwd_a: 'bucket_a' })]

describe('a unit that is held', () => {
  const CASES: readonly [
    string,
    Claim | undefined,
    Hold,
    'backs a grant' | 'may be used yet' | 'may be freed',
  ][] = [
    ['by a claim that there is not yet', undefined, HOLD, 'may be used yet'],
    ['by an attempt that is not there yet', after(open(1, [L])), { ...HOLD, attempt: 2 }, 'may be used yet'],
    ['by an attempt that reserves', after(open(1, [L])), HOLD, 'may be used yet'],
    ['by an attempt that was accepted with it', after(...accepted), HOLD, 'may be used yet'],
    ['by an attempt that was accepted with another unit', after(...accepted), ELSEWHERE, 'may be freed'],
    ['by an attempt that was given up', after(open(1, [L]), giveUp(1, 'rwd_a')), HOLD, 'may be freed'],
    ['by an attempt that failed', after(...accepted, fail(1, rejected('rwd_a'))), HOLD, 'may be freed'],
    [
      'by an attempt before the last',
      after(...accepted, fail(1, rejected('rwd_a')), open(2, [L])),
      HOLD,
      'may be freed',
    ],
    ['behind what was granted', after(...accepted, merge(granted('rwd_a'))), HOLD, 'backs a grant'],
    ['besides what was granted', after(...accepted, merge(granted('rwd_a'))), ELSEWHERE, 'may be freed'],
    [
      'behind what was granted while more is awaited',
      after(open(1, [L, unlimited('rwd_b')]), accept(1, { rwd_a: 'bucket_a' }), merge(granted('rwd_a'))),
      HOLD,
      'backs a grant',
    ],
    [
      'by the last attempt, for what an earlier one was granted from the same bucket',
      after(
        ...[open(1, [L, unlimited('rwd_b')]), accept(1, { rwd_a: 'bucket_a' })],
        ...[fail(1, granted('rwd_a'), rejected('rwd_b')), open(2, [L, unlimited('rwd_b')])],
      ),
      { ...HOLD, attempt: 2 },
      'may be freed',
    ],
  ]
  test.each(CASES)('%s', (_, claim, hold, is) => {
    expect([backsGrant(claim, hold), mayFree(claim, hold)]).toEqual([
      is === 'backs a grant',
      is === 'may be freed',
    ])
  })
})

describe('the stock that is seen before a claim is opened', () => {
  const levels = (...seen: [string, StockLevel][]) => new Map(seen)
  const none: Claim['granted'] = {}

  test('lets it go on where there is room, or nothing is limited', () => {
    expect(judgeStock([L], none, levels(['rwd_a', 'ROOM']))).toBe('OPEN')
    expect(judgeStock([unlimited('rwd_a')], none, levels())).toBe('OPEN')
  })

  test('makes it wait where units are held that may come back', () => {
    const seen = levels(['rwd_a', 'ROOM'], ['rwd_b', 'PENDING'])
    expect(judgeStock([L, limited('rwd_b')], none, seen)).toBe('STOCK_PENDING')
  })

  test('refuses it where a reward is sold out that it cannot do without, whatever may come back', () => {
    const seen = levels(['rwd_a', 'SOLD_OUT'], ['rwd_b', 'PENDING'])
    expect(judgeStock([L, limited('rwd_b')], none, seen)).toBe('OUT_OF_STOCK')
  })

  test('refuses it where nothing would be left', () => {
    const [a, b] = [leavable('rwd_a'), leavable('rwd_b')]
    const seen = levels(['rwd_a', 'SOLD_OUT'], ['rwd_b', 'SOLD_OUT'])
    expect(judgeStock([a, b], none, seen)).toBe('OUT_OF_STOCK')
    expect(judgeStock([a, b], none, levels(['rwd_a', 'SOLD_OUT'], ['rwd_b', 'ROOM']))).toBe('OPEN')
    expect(judgeStock([a, unlimited('rwd_c')], none, seen)).toBe('OPEN')
    expect(judgeStock([a, b], { rwd_a: 1 }, seen)).toBe('OPEN')
  })
})

test('a claim asks for what the event has, and knows in how many buckets its stock lies', () => {
  const reward = { rewardId: 'rwd_a', name: 'Ten', type: 'POINT', amount: 10, itemId: '' } as const
  const rewards = [
    { ...reward, whenSoldOut: 'REFUSE_CLAIM' },
    { ...reward, rewardId: 'rwd_b', stock: 350, whenSoldOut: 'GRANT_THE_REST' },
    { ...reward, rewardId: 'rwd_c', stock: 5, whenSoldOut: 'REFUSE_CLAIM' },
  ] as const
  expect(snapshotOf(event({ rewards, buckets: { rwd_b: [200, 150] } }))).toEqual([
    unlimited('rwd_a'),
    { ...unlimited('rwd_b'), buckets: 2, whenSoldOut: 'GRANT_THE_REST' },
    { ...unlimited('rwd_c'), buckets: 1 },
  ])
})

describe('where an attempt looks first', () => {
  test('is the hash that other systems know as FNV-1a', () => {
    const MANY = 2 ** 32
    expect(['', 'a', 'foobar'].map(text => firstBucket(text, MANY))).toEqual([
      0x811c9dc5, 0xe40c292c, 0xbf9cf968,
    ])
  })

  test('is one of the buckets there are', () => {
    const first = Array.from({ length: 100 }, (_, i) => firstBucket(`evt_a:usr_${i}:once`, 5))
    expect(new Set(first)).toEqual(new Set([0, 1, 2, 3, 4]))
  })
})
