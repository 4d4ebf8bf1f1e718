import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { judgementOf } from '../src/check/judge.ts'
import { carryOut } from '../src/commands.ts'
import { chosen } from '../src/parts/chosen.ts'
import type { Part } from '../src/parts/part.ts'
import { Random } from '../src/random.ts'
import { smallestFailing } from '../src/shrink/smallest-failing.ts'

const folder = mkdtempSync(join(tmpdir(), 'rewards-torture-shrink-'))
// What a part that failed leaves behind for a look goes with it.
beforeAll(() => void vi.stubEnv('TMPDIR', folder))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const upTo = (count: number) => Array.from({ length: count }, (_, no) => no + 1)
const failsWith = (guilty: readonly number[]) => async (faults: readonly number[]) =>
  guilty.every(no => faults.includes(no))

test('of any list and any guilty ones just these are left', async () => {
  const random = new Random(11)
  for (let world = 0; world < 200; world++) {
    const faults = upTo(random.between(1, 40))
    const guilty = random
      .shuffled(faults)
      .slice(0, random.between(1, 3))
      .toSorted((a, b) => a - b)
    const shrunk = await smallestFailing(faults, { fails: failsWith(guilty), tries: 10_000 })
    expect(shrunk).toMatchObject({ failing: guilty, isSmallest: true })
  }
})

test('no list is tried twice, and one guilty fault of a thousand is found in few tries', async () => {
  const tried = new Set<string>()
  const shrunk = await smallestFailing(upTo(1_000), {
    tries: 100,
    fails: async faults => {
      expect(tried.has(String(faults))).toBe(false)
      tried.add(String(faults))
      return faults.includes(700)
    },
  })
  expect(shrunk).toMatchObject({ failing: [700], isSmallest: true })
  expect(shrunk.tries).toBeLessThan(30)
})

test('when the tries are used up, the smallest list that failed is given, and that it may not be the smallest', async () => {
  const shrunk = await smallestFailing(upTo(100), { fails: failsWith([1, 50, 100]), tries: 6 })
  expect(shrunk).toMatchObject({ tries: 6, isSmallest: false })
  expect(shrunk.failing?.length).toBeGreaterThan(3)
})

test('what does not fail again is no finding', async () => {
  expect(await smallestFailing(upTo(9), { fails: async () => false, tries: 9 })).toEqual({
    tries: 1,
    isSmallest: false,
  })
})

const GUILTY = [3, 8]

/** Fails as soon as both guilty faults are dealt. */
const planted: Part = {
  name: 'planted',
  promises: [1],
  says: 'fails when two faults of twelve meet',
  fullSeconds: 1,
  stores: ['sqlite'],
  canOmitFaults: true,
  run: async ({ only }) => {
    const dealt = chosen(upTo(12), only).map(([no]) => no)
    const isViolated = GUILTY.every(no => dealt.includes(no))
    const about = { name: 'the two never meet', holds: 'always' } as const
    return {
      isComplete: true,
      figures: [{ what: 'faults', seen: dealt.length }],
      judgements: [judgementOf(about, 1, isViolated ? ['they met'] : [])],
      strikes: [],
      faults: upTo(12).map(no => `fault ${no}`),
    }
  },
}

async function command(parts: readonly Part[], asked: Parameters<typeof carryOut>[0]) {
  const said: string[] = []
  const { signal } = new AbortController()
  const say = (line: string) => void said.push(line)
  const code = await carryOut(asked, { parts, env: { ...process.env, TMPDIR: folder }, say, signal })
  return { code, output: said.join('\n') }
}

const report = join(folder, 'report')
const run = { ask: 'run', seed: 1, replicas: 1, store: 'sqlite', scale: 0.01, report } as const
const from = join(report, 'report.json')

test('a report is bisected to the faults that are to blame, and repeats with just those', async () => {
  expect((await command([planted], run)).code).toBe(1)
  const { code, output } = await command([planted], { ask: 'bisect', from, report, tries: 40 })
  expect(code).toBe(0)
  expect(output).toContain('run 1: with 12 faults (1-12) it FAILS')
  expect(output).toContain('none of them can be left out:\n  3: fault 3\n  8: fault 8\n')
  const again = (faults: number[]) =>
    command([planted], { ask: 'again', from, faults, report: join(folder, 'again') })
  expect((await again([3, 8])).code).toBe(1)
  expect((await again([3, 7])).code).toBe(0)
  expect(JSON.parse(readFileSync(join(folder, 'again', 'report.json'), 'utf8')).options.only).toEqual([3, 7])
})
