import { describe, expect, test } from 'vitest'
import type { EventReward } from '../src/domain/event.ts'
import { updateReward } from '../src/domain/event-rewards.ts'
import { bucketsInserted, layOut, withDue } from '../src/domain/event-stock.ts'
import { toReward } from '../src/domain/reward-definition.ts'
import { event, reward } from './event-builders.ts'
import { START } from './event-world.ts'

function limited(stock: number | undefined): EventReward {
  return toReward(reward('rwd_a', { stock }))
}

describe('stock is laid out', () => {
  test.each([
    [1, [1]],
    [200, [200]],
    [201, [200, 1]],
    [350, [200, 150]],
  ])('%i units as buckets of %j', (stock, caps) => {
    const laid = layOut(event(), [limited(stock)], START)
    expect(laid).toMatchObject({ buckets: { rwd_a: caps }, bucketsOwed: true, dueAt: START, revision: 1 })
  })

  test('a million units exactly', () => {
    const caps = layOut(event(), [limited(1_000_000)], START).buckets.rwd_a ?? []
    expect([caps.length, new Set(caps)]).toEqual([5_000, new Set([200])])
  })

  test('once: what is there already is not laid out again', () => {
    const laid = layOut(event(), [limited(350)], START)
    expect(layOut(laid, [limited(350)], START + 1)).toBe(laid)
  })

  test('further when raised, and no cap changes: 250 to 350 is [200, 50] and [100]', () => {
    const laid = layOut(event(), [limited(250)], START)
    expect(layOut(laid, [limited(350)], START).buckets.rwd_a).toEqual([200, 50, 100])
  })

  test.each([249, 1, undefined])('but never lowered from 250 to %s', stock => {
    const laid = layOut(event(), [limited(250)], START)
    expect(() => layOut(laid, [limited(stock)], START)).toThrow(
      expect.objectContaining({ reason: 'STOCK_LOWERED', metadata: { rewardId: 'rwd_a', stock: '250' } }),
    )
  })

  test('and not at all for rewards without stock', () => {
    const unlimited = event()
    expect(layOut(unlimited, unlimited.rewards, START)).toBe(unlimited)
  })
})

describe('buckets that are owed', () => {
  const laid = layOut(event({ status: 'ACTIVE' }), [limited(250)], START)

  test('are owed no more once all of them are there', () => {
    const settled = bucketsInserted(laid, laid.buckets)
    expect(settled).not.toHaveProperty('bucketsOwed')
    expect(settled?.dueAt).toBe(laid.endsAtMs)
  })

  test('stay owed when more were laid out meanwhile', () => {
    const raised = layOut(laid, [limited(350)], START)
    expect(bucketsInserted(raised, laid.buckets)).toBeUndefined()
    const other = layOut(laid, [{ ...limited(5), rewardId: 'rwd_b' }], START)
    expect(bucketsInserted(other, laid.buckets)).toBeUndefined()
  })

  test('keep the event due at once, whatever its status says', () => {
    expect(withDue({ ...laid, status: 'CANCELED' }).dueAt).toBe(START)
  })
})

describe('the stock of a reward', () => {
  const ready = event({ rewards: [limited(250)] })

  test('changes freely while nothing was laid out', () => {
    for (const stock of [1, 500, undefined])
      expect(updateReward(ready, limited(stock)).rewards[0]?.stock).toBe(stock)
  })

  test('is only raised once activation was tried, though the event is READY still', () => {
    const tried = layOut(ready, ready.rewards, START)
    expect(updateReward(tried, limited(251)).rewards[0]?.stock).toBe(251)
    for (const stock of [249, undefined])
      expect(() => updateReward(tried, limited(stock))).toThrow(
        'the reward rwd_a has a stock of 250; once activation was tried, stock can be raised, but neither lowered, nor added, nor taken away',
      )
  })

  test.each(['ACTIVE', 'INACTIVE'] as const)('is not added to one without, in an %s event', status => {
    const unlimited = event({ status, rewards: [limited(undefined)] })
    expect(() => updateReward(unlimited, limited(5))).toThrow('the reward rwd_a has no stock;')
  })
})
