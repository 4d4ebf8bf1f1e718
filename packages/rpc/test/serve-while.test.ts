import { createLogger } from '@rewards/process'
import { expect, test } from 'vitest'
import { createServer, serveForLife, serveWhile } from '../src/index.ts'
import { verifier } from './echo-server.ts'
import { healthOf } from './health.ts'
import { quiet } from './quiet.ts'

/** A server that notes what it is told, and a store that can be gone or silent. */
function world() {
  const told: boolean[] = []
  const state: { store: 'there' | 'gone' | 'silent'; asked: number } = { store: 'there', asked: 0 }
  const answers = async () => {
    state.asked++
    if (state.store === 'gone') throw new Error('no connection')
    if (state.store === 'silent') await new Promise<never>(() => undefined)
  }
  const server = { setServing: (serving: boolean) => void told.push(serving) }
  return { state, told, answers, server, timing: { everyMs: 10, withinMs: 50 } }
}

test.each(['gone', 'silent'] as const)(
  'while the store is %s nothing is served, and again after',
  async how => {
    const { state, told, answers, server, timing } = world()
    const serving = serveWhile(server, { answers, name: 'the store', logger: quiet, ...timing })
    expect(told).toEqual([true])
    state.store = how
    await expect.poll(() => told.at(-1)).toBe(false)
    state.store = 'there'
    await expect.poll(() => told.at(-1)).toBe(true)
    await serving.stop()
  },
)

test('a stop waits for no answer, and nothing is said after it', async () => {
  const { state, told, answers, server } = world()
  const serving = serveWhile(server, {
    answers,
    name: 'the store',
    logger: quiet,
    everyMs: 10,
    withinMs: 60_000,
  })
  state.store = 'silent'
  await new Promise(resolve => setTimeout(resolve, 50)) // for a question to be under way
  await serving.stop()
  const before = told.length
  state.store = 'there'
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(told.slice(before)).toEqual([])
  expect(told).not.toContain(false)
})

test('each change is one line in the log', async () => {
  const lines: string[] = []
  const logger = createLogger({ service: 'test', level: 'info' }, { write: line => void lines.push(line) })
  const { state, told, answers, server, timing } = world()
  const serving = serveWhile(server, { answers, name: 'the store', logger, ...timing })
  state.store = 'gone'
  await expect.poll(() => state.asked).toBeGreaterThan(5)
  state.store = 'there'
  await expect.poll(() => told.at(-1)).toBe(true)
  await serving.stop()
  expect(told).toEqual([true, false, true])
  expect(lines.map(line => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    'the store does not answer: not serving until it does',
    'the store answers again: serving',
  ])
})

test('a service says of itself that it does not serve while its store is gone, and closes in order', async () => {
  const steps: (() => Promise<void> | void)[] = []
  const life = { logger: quiet, onStop: (_: string, stop: () => Promise<void> | void) => steps.push(stop) }
  const { state, answers: ping } = world()
  const server = createServer({ services: [], verifier, logger: quiet })
  const { port } = await serveForLife(server, { host: '127.0.0.1', port: 0 }, life, { ping })
  const health = healthOf(port)
  expect(await health.check('')).toBe('SERVING')
  state.store = 'gone'
  await expect.poll(() => health.check(''), { timeout: 10_000 }).toBe('NOT_SERVING')
  state.store = 'there'
  await expect.poll(() => health.check(''), { timeout: 10_000 }).toBe('SERVING')
  for (const stop of steps.toReversed()) await stop()
  await expect(health.check('')).rejects.toThrow('UNAVAILABLE')
  health.close()
}, 30_000)
