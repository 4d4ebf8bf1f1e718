import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLogger, currentLogContext, every, withLogContext } from '../src/index.ts'

const lines: { level: string; work?: string; err?: { message: string } }[] = []
const logger = createLogger(
  { service: 'test', level: 'info' },
  { write: line => lines.push(JSON.parse(line)) },
)
const options = { name: 'sweep', logger, random: () => 0.5 }

beforeEach(() => {
  vi.useFakeTimers()
  lines.length = 0
})
afterEach(() => {
  vi.useRealTimers()
})

/** Work that ends when it is told to, and counts how often it began and how many ran at once. */
function gated() {
  const state = { begun: 0, atOnce: 0, most: 0, finish: () => {} }
  const work = async () => {
    state.begun++
    state.most = Math.max(state.most, ++state.atOnce)
    await new Promise<void>(resolve => {
      state.finish = resolve
    })
    state.atOnce--
  }
  return { state, work }
}

test('the work runs once per interval, within a tenth of it, first after one interval', async () => {
  const work = vi.fn(async () => {})
  const early = every(1_000, work, { ...options, random: () => 0 })
  await vi.advanceTimersByTimeAsync(899)
  expect(work).toHaveBeenCalledTimes(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(work).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(900)
  expect(work).toHaveBeenCalledTimes(2)
  await early.stop()
})

test('a run never overlaps another, however long it takes and however often it is poked', async () => {
  const { state, work } = gated()
  const sweep = every(1_000, work, options)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(state.begun).toBe(1)
  const pokes = [sweep.poke(), sweep.poke(), sweep.poke()]
  await vi.advanceTimersByTimeAsync(10_000)
  expect(state.begun).toBe(1)
  state.finish()
  await vi.advanceTimersByTimeAsync(0)
  expect(state.begun).toBe(2)
  state.finish()
  await Promise.all(pokes)
  expect(state).toMatchObject({ begun: 2, most: 1 })
  await sweep.stop()
})

test('a poke runs the work now, and resolves after a run that began later than the poke', async () => {
  const work = vi.fn(async () => {})
  const sweep = every(60_000, work, options)
  await sweep.poke()
  expect(work).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(work).toHaveBeenCalledTimes(2)
  await sweep.stop()
})

test('work that pokes itself runs once more, not inside itself', async () => {
  let runs = 0
  let inside = 0
  const sweep = every(
    60_000,
    async () => {
      expect(inside++).toBe(0)
      if (++runs < 3) void sweep.poke()
      await Promise.resolve()
      inside--
    },
    options,
  )
  await sweep.poke()
  await vi.advanceTimersByTimeAsync(0)
  expect(runs).toBe(3)
  expect(lines).toEqual([])
  await sweep.stop()
})

test('a run that throws, at once or later, is logged and the next one comes', async () => {
  let runs = 0
  const sweep = every(
    1_000,
    () => {
      runs++
      if (runs === 1) throw new Error('at once')
      return Promise.reject(new Error('later'))
    },
    options,
  )
  await sweep.poke()
  await sweep.poke()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(runs).toBe(3)
  expect(lines.map(({ level, work, err }) => [level, work, err?.message])).toEqual([
    ['error', 'sweep', 'at once'],
    ['error', 'sweep', 'later'],
    ['error', 'sweep', 'later'],
  ])
  await sweep.stop()
})

test('stop tells the run under way, waits for it, and lets no other begin', async () => {
  const { state, work } = gated()
  let signal: AbortSignal | undefined
  const sweep = every(
    1_000,
    async given => {
      signal = given
      await work()
    },
    options,
  )
  void sweep.poke()
  await vi.advanceTimersByTimeAsync(0)
  const poked = sweep.poke()
  let stopped = false
  const stopping = sweep.stop().then(() => {
    stopped = true
  })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(signal?.aborted).toBe(true)
  expect(stopped).toBe(false)
  state.finish()
  await Promise.all([stopping, poked])
  await sweep.poke()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(state.begun).toBe(1)
})

test('each run has a trace of its own', async () => {
  const traces = new Set<string | undefined>()
  const sweep = every(1_000, async () => void traces.add(currentLogContext().traceparent), options)
  await sweep.poke()
  await sweep.poke()
  expect(traces.size).toBe(2)
  expect(traces.has(undefined)).toBe(false)
  await sweep.stop()
})

test('a run that a call poked does not belong to the call, nor do those after it', async () => {
  const claims: (string | undefined)[] = []
  const work = async () => void claims.push(currentLogContext().claimId)
  const sweep = every(1_000, work, options)
  await withLogContext({ claimId: 'of the call' }, () => sweep.poke())
  await vi.advanceTimersByTimeAsync(1_000)
  expect(claims).toEqual([undefined, undefined])
  await sweep.stop()
})
