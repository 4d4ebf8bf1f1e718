import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Part, PartReport, PartSurroundings } from '../src/parts/part.ts'
import { runParts } from '../src/runner/run-parts.ts'
import type { RunOptions } from '../src/runner/run-report.ts'

const MINUTE = 60_000
const options: RunOptions = {
  parts: ['one', 'two'],
  scale: 1,
  seed: 1,
  replicas: 1,
  store: 'sqlite',
  natsVersion: '2.15.1',
}

const folder = mkdtempSync(join(tmpdir(), 'rewards-torture-run-'))
// What a part that failed leaves behind for a look goes with it.
beforeAll(() => void vi.stubEnv('TMPDIR', folder))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let begun: PromiseWithResolvers<void>
beforeEach(() => {
  begun = Promise.withResolvers()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})
afterEach(() => vi.useRealTimers())

test('a part that waits for what does not come is broken off, and the next one has its turn', async () => {
  const running = run(
    part('one', ({ signal }) => untilAborted(signal)),
    part('two', async () => good),
  )
  await begun.promise
  await vi.advanceTimersByTimeAsync(46 * MINUTE)
  const { isGood, parts } = await running
  expect(parts.map(({ name, outcome, why }) => [name, outcome, why])).toEqual([
    ['one', 'broken off', 'it said nothing for 45 min'],
    ['two', 'holds', undefined],
  ])
  expect(isGood).toBe(false)
})

test('one that has something to say may take its time', async () => {
  const running = run(
    part('one', async ({ say, signal }) => {
      for (let round = 0; round < 4; round++) {
        await minutes(40)
        say(`round ${round}`)
      }
      return signal.aborted ? { ...good, isComplete: false } : good
    }),
  )
  await begun.promise
  for (let minute = 0; minute < 161; minute++) await vi.advanceTimersByTimeAsync(MINUTE)
  expect((await running).parts).toMatchObject([{ outcome: 'holds' }])
})

const good: PartReport = { isComplete: true, figures: [], judgements: [], strikes: [] }

function part(name: string, work: (surroundings: PartSurroundings) => Promise<PartReport>): Part {
  const run = (_options: unknown, surroundings: PartSurroundings) => {
    begun.resolve()
    return work(surroundings)
  }
  return { name, promises: [], says: '', fullSeconds: 60, isAlone: true, stores: ['sqlite'], run }
}

function run(...parts: Part[]) {
  const { signal } = new AbortController()
  return runParts(parts, options, { env: {}, say: () => {}, signal, keepOperations: async () => undefined })
}

function minutes(count: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, count * MINUTE))
}

/** As parts do: what there was until then, not complete. */
function untilAborted(signal: AbortSignal): Promise<PartReport> {
  return new Promise(resolve =>
    signal.addEventListener('abort', () => resolve({ ...good, isComplete: false })),
  )
}
