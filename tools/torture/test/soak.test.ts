import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Random } from '../src/random.ts'
import { parseSoakArguments } from '../src/soak/arguments.ts'
import { growthOf, judgeGrowth } from '../src/soak/judge-growth.ts'
import type { Quantity } from '../src/soak/quantity.ts'
import { lagsIn } from '../src/soak/read-processes.ts'
import { type Point, slopeOf } from '../src/soak/slope.ts'

const HOUR_MS = 3_600_000
const folder = mkdtempSync(join(tmpdir(), 'rewards-soak-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One look a minute, for so many hours. */
function points(hours: number, value: (hour: number, no: number) => number, life = 'a'): Point[] {
  return Array.from({ length: hours * 60 }, (_, no) => ({ at: no * 60_000, value: value(no / 60, no), life }))
}

const memory = (all: readonly Point[]): Quantity => ({ kind: 'memory', of: 'event', points: all })

test('a slope is what a line grows by in an hour, though a tenth of the values is far off', () => {
  const random = new Random(7)
  expect(slopeOf(points(4, hour => 200 + 3 * hour))).toBeCloseTo(3)
  const noisy = points(4, hour => 200 + 3 * hour + (random.chance(0.1) ? 400 : random.next()))
  expect(slopeOf(noisy)).toBeGreaterThan(2.5)
  expect(slopeOf(noisy)).toBeLessThan(3.5)
  expect(slopeOf([])).toBeUndefined()
})

test('what a process had before it was killed is not compared with what it has after', () => {
  const before = points(2, () => 400, 'a')
  const after = points(2, () => 100, 'b').map(point => ({ ...point, at: point.at + 2 * HOUR_MS }))
  expect(slopeOf([...before, ...after])).toBe(0)
})

test.each([
  ['grows by 2 % an hour', (hour: number) => 200 + 4 * hour, 'violated'],
  ['grows by half a percent an hour', (hour: number) => 200 + hour, 'holds'],
  ['grows only while it warms up', (hour: number) => Math.min(100 + 600 * hour, 200), 'holds'],
  ['shrinks', (hour: number) => 400 - 20 * hour, 'holds'],
])('memory that %s: %s', (_what, value, verdict) => {
  const growth = growthOf(memory(points(4, value)), 1_800_000)
  expect(judgeGrowth([growth])).toMatchObject({ verdict, checked: 1 })
})

test.each([
  [1.5, 'not judged'],
  [1.6, 'violated'],
])('memory that grows by 20 % an hour for %f hours, the first half of one left out: %s', (hours, verdict) => {
  const growth = growthOf(memory(points(hours, hour => 200 + 40 * hour)), 1_800_000)
  expect(judgeGrowth([growth]).verdict).toBe(verdict)
})

test('the lag of a consumer is what waits for it', () => {
  const text = [
    'rewards_messaging_consumer_lag{messaging_consumer_group_name="granted",state="waiting"} 12',
    'rewards_messaging_consumer_lag{messaging_consumer_group_name="granted",state="under_way"} 64',
    'rewards_dead_letters 3',
  ].join('\n')
  expect(lagsIn(text)).toEqual([['granted', 12]])
})

test.each([
  [[], '--hours is missing'],
  [['--hours', '0'], '--hours is "0"; allowed is a number above 0, at most 100'],
  [['--hours', '1', '--every', '0'], '--every is "0"; allowed is a whole number, 1 to 86400'],
])('%j is answered by one sentence', (argv, sentence) => {
  expect(() => parseSoakArguments(argv, 1)).toThrow(sentence)
})

test.runIf(existsSync('/proc/self/fd'))(
  'a soak of seconds looks at every process, deals faults, and ends at a Ctrl-C with a report',
  async () => {
    const main = join(import.meta.dirname, '..', 'src', 'soak', 'main.ts')
    const dir = join(folder, 'report')
    const how = ['--replicas', '1', '--every', '1', '--faults-every', '1', '--report', dir]
    const child = spawn(process.execPath, [main, '--hours', '1', ...how], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', chunk => {
      output += chunk
      // Files are held against claims, so some must have been there at a look; one comes every second.
      if ((output.match(/accepted [1-9]/g) ?? []).length >= 4) child.kill('SIGINT')
    })
    await once(child, 'close')
    expect(child.exitCode, output).toBe(130)
    const report = JSON.parse(readFileSync(join(dir, 'report.json'), 'utf8'))
    const seen = report.quantities.map(({ kind, of }: Quantity) => `${kind} ${of}`)
    expect(seen).toEqual(expect.arrayContaining(['memory event', 'handles nats-server', 'memory gateway']))
    expect(seen, seen.join(', ')).toContain('file event.sqlite')
    expect(seen).not.toContain('memory provider')
    expect(report.strikes.length).toBeGreaterThan(1)
    expect(readFileSync(join(dir, 'index.html'), 'utf8')).toContain('Open handles of event')
  },
)
