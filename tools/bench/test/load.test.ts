import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { closedLoop } from '../src/load/closed-loop.ts'
import { inParallel } from '../src/load/in-parallel.ts'
import { paced } from '../src/load/paced.ts'
import { percentilesOf } from '../src/load/percentiles.ts'

const { signal } = new AbortController()
const LONG_MS = 60_000

/** As many calls as asked for, and the most of them that were under way at once. */
function calls(count: number, work: (no: number) => Promise<void> = () => sleep(1)) {
  const seen = { begun: 0, underWay: 0, most: 0 }
  const next = () => {
    if (seen.begun === count) return undefined
    seen.most = Math.max(seen.most, ++seen.underWay)
    return work(seen.begun++).finally(() => seen.underWay--)
  }
  return { seen, next }
}

it('gives the least number that so many per cent do not exceed', () => {
  const numbers = Array.from({ length: 200 }, (_, at) => 200 - at)
  expect(percentilesOf(numbers)).toEqual({ p50: 100, p95: 190, p99: 198, max: 200 })
  expect(percentilesOf([7])).toEqual({ p50: 7, p95: 7, p99: 7, max: 7 })
  expect(percentilesOf([])).toEqual({ p50: 0, p95: 0, p99: 0, max: 0 })
})

it('keeps as many calls under way as there are callers, until none is left', async () => {
  const { seen, next } = calls(100)
  const load = await closedLoop(next, { callers: 7, forMs: LONG_MS, signal })
  expect(seen).toEqual({ begun: 100, underWay: 0, most: 7 })
  expect(load).toMatchObject({ callers: 7, calls: 100, failures: {} })
  expect(load.perSecond).toBeCloseTo(100 / load.seconds)
})

it('begins no call after its time, and waits for those under way', async () => {
  const { seen, next } = calls(1, () => sleep(50))
  const load = await closedLoop(next, { callers: 1, forMs: 1, signal })
  expect(seen.underWay).toBe(0)
  expect(load.latencyMs.max).toBeGreaterThan(40)
})

it('counts failures by what they said, and none of them as a call', async () => {
  const { next } = calls(10, async no => {
    if (no % 5 === 0) throw new Error('no')
  })
  const load = await closedLoop(next, { callers: 3, forMs: LONG_MS, signal })
  expect(load).toMatchObject({ calls: 8, failures: { no: 2 } })
})

it('paces calls whether or not those before have ended', async () => {
  const { seen, next } = calls(1_000, () => sleep(100))
  const load = await paced(next, { perSecond: 200, forMs: 250, signal })
  expect(load.calls).toBe(50)
  expect(seen).toMatchObject({ begun: 50, underWay: 0 })
  expect(seen.most).toBeGreaterThan(1)
})

it('counts a latency from when the call should have begun', async () => {
  const { next } = calls(10, async no => {
    const until = performance.now() + (no === 0 ? 60 : 0)
    while (performance.now() < until);
  })
  const load = await paced(next, { perSecond: 1_000, forMs: 10, signal })
  expect(load.latencyMs.p50).toBeGreaterThan(40)
})

it.each([
  ['closed', closedLoop],
  ['paced', paced],
])('rejects when a %s load is aborted', async (_, drive) => {
  const stop = new AbortController()
  const { next } = calls(100_000)
  const load = drive(next, { callers: 2, perSecond: 100, forMs: LONG_MS, signal: stop.signal })
  setTimeout(() => stop.abort(new Error('enough')), 20)
  await expect(load).rejects.toThrow()
})

it('does work for each item in order of results, so many at once, and rejects with the first error', async () => {
  const width = { now: 0, most: 0 }
  const doubled = await inParallel([3, 1, 2], 2, async item => {
    width.most = Math.max(width.most, ++width.now)
    await sleep(item)
    width.now--
    return item * 2
  })
  expect(doubled).toEqual([6, 2, 4])
  expect(width.most).toBe(2)
  const failing = inParallel([1, 2], 1, async item => Promise.reject(new Error(`no ${item}`)))
  await expect(failing).rejects.toThrow('no 1')
})
