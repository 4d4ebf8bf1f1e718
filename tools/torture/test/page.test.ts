import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromiumForTests } from '@rewards/browser/testing'
import { afterAll, expect, test } from 'vitest'
import { judgementOf } from '../src/check/judge.ts'
import type { Sample } from '../src/parts/part.ts'
import { binsOf } from '../src/report/page/bins.ts'
import { html } from '../src/report/page/markup.ts'
import { page } from '../src/report/page/page.ts'
import { verdictOf } from '../src/report/page/promise-table.ts'
import { linear, logarithmic, time } from '../src/report/page/scale.ts'
import type { PartResult, RunReport } from '../src/runner/run-report.ts'
import { samplesOf } from '../src/series/samples.ts'

const chromium = await chromiumForTests(process.env)
const folder = mkdtempSync(join(tmpdir(), 'rewards-torture-page-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const EVIL = `<script>fetch('http://127.0.0.1:1/')</script><img src=http://127.0.0.1:1/ onerror="throw 1">`

const counts = { inFlight: 5, accepted: 1, claims: 1, refused: {}, unknown: 0 }
const series: Sample[] = Array.from({ length: 900 }, (_, no) => ({
  at: 1_000_000 + 1_000 * no,
  ok: 40 + (no % 7),
  refused: no % 5,
  unknown: no % 90 === 0 ? 30 : 0,
  owed: (no % 60) * 4,
  ...(no % 100 < 95 && { p50: 12, p99: 300 + no }),
}))

const KILLS: PartResult = {
  name: 'kills',
  promises: [1, 2],
  says: 'kills what runs',
  outcome: 'violated',
  seconds: 900,
  command: 'npm run torture -- --part kills',
  operations: 'kills.operations.jsonl.gz',
  report: {
    isComplete: true,
    figures: [{ what: 'kills', asked: 100, seen: 100 }],
    judgements: [judgementOf({ name: 'an accepted claim is there', holds: 'always' }, 7, [EVIL])],
    strikes: series
      .filter((_, no) => no % 9 === 0)
      .map(({ at }) => ({ at, kind: 'kill', victim: 'event', whileRecovering: false, counts, owed: 3 })),
    faults: ['kill event, after 300 ms'],
    tables: [{ title: 'A matrix', columns: ['step', 'found'], rows: [['open', EVIL]] }],
    series,
  },
}

const REPORT: RunReport = {
  startedAt: '2026-01-01T00:00:00.000Z',
  seconds: 900,
  options: { parts: ['kills'], scale: 1, seed: 7, replicas: 2, store: 'sqlite', natsVersion: '2.15.1' },
  command: 'npm run torture -- --part kills --seed 7',
  isComplete: true,
  isGood: false,
  parts: [KILLS, { ...KILLS, name: 'clocks', promises: [11], outcome: 'left out', seconds: 0 }],
}

test('text of a run becomes text of the page', () => {
  expect(`${html`<p title="${'"&'}">${EVIL}</p>`}`).not.toMatch(/<(script|img)/)
  expect(page(REPORT)).not.toMatch(/<(script|img)/)
})

test('a promise is as good as the worst part that shows it', () => {
  const of = (...outcomes: PartResult['outcome'][]) => verdictOf(outcomes.map(outcome => ({ outcome })))
  expect(of()).toBe('not run')
  expect(of('holds', 'holds')).toBe('holds')
  expect(of('holds', 'interrupted')).toBe('interrupted')
  expect(of('interrupted', 'broken off', 'violated')).toBe('violated')
})

test('what does not hold is called so though the run was interrupted', () => {
  const interrupted = page({ ...REPORT, isComplete: false })
  expect(interrupted).toContain('<p class="verdict violated">it does not hold</p>')
  const parts = REPORT.parts.map(part => ({ ...part, outcome: 'interrupted' as const }))
  const undecided = page({ ...REPORT, isComplete: false, parts })
  expect(undecided).toContain('<p class="verdict interrupted">not all of it was carried out</p>')
})

test('a call counts in the second of its end, one without an answer in that of its beginning', () => {
  const call = { no: 1, userId: 'u', eventId: 'e' }
  const refused = { kind: 'failed', reason: 'OUT_OF_STOCK' } as const
  const unknown = { kind: 'unknown', code: 'none', reason: '' } as const
  const calls = [
    { ...call, at: 5_900, endedAt: 6_100, outcome: refused },
    { ...call, at: 6_000, endedAt: 6_900, outcome: refused },
    { ...call, at: 8_500, outcome: unknown },
  ]
  expect(samplesOf(calls, [{ at: 7_200, claims: 4 }])).toEqual([
    { at: 6_000, ok: 0, refused: 2, unknown: 0, p50: 200, p99: 900 },
    { at: 7_000, ok: 0, refused: 0, unknown: 0, owed: 4 },
    { at: 8_000, ok: 0, refused: 0, unknown: 1 },
  ])
  expect(samplesOf([], [])).toEqual([])
})

test('seconds that were not sampled are a gap of a picture, not left out', () => {
  const sample = { ok: 6, refused: 0, unknown: 0 }
  const bins = binsOf(
    [
      { at: 0, ...sample },
      { at: 9_000, ...sample },
    ],
    5,
  )
  expect(bins.map(({ at, ok }) => [at, ok])).toEqual([
    [1, 3],
    [3, 0],
    [5, 0],
    [7, 0],
    [9, 3],
  ])
})

test('axes begin at nothing, have round ticks, and reach as far as the values', () => {
  expect(linear(37, 100, 0)).toMatchObject({ ticks: [0, 10, 20, 30, 40] })
  expect(linear(0, 100, 0).ticks).toEqual([0, 0.5])
  expect(logarithmic(1_234, 100, 0).ticks).toEqual([1, 10, 100, 1_000, 10_000])
  expect(time(900, 0, 1).ticks).toEqual([0, 120, 240, 360, 480, 600, 720, 840])
})

test.skipIf(chromium.missing !== '')(
  `in ${chromium.name} the page has its verdicts and pictures, asks nobody for anything, and says no error`,
  async () => {
    const file = join(folder, 'index.html')
    writeFileSync(file, page(REPORT))
    const browser = await chromium.open()
    try {
      const tab = await browser.newPage()
      const problems: string[] = []
      tab.on('console', message => void problems.push(message.text()))
      tab.on('pageerror', error => void problems.push(String(error)))
      tab.on('request', request => {
        if (!/^(file|data):/.test(request.url())) problems.push(request.url())
      })
      await tab.goto(pathToFileURL(file).href)
      const verdicts = await tab.$$eval('.promises td.verdict', cells => cells.map(cell => cell.textContent))
      expect(verdicts).toEqual(['violated', 'violated', ...Array.from({ length: 13 }, () => 'not run')])
      const names = await tab.$$eval('svg[role=img]', all =>
        all.map(svg => svg.querySelector('title')?.textContent),
      )
      expect(names).toEqual(['Calls that ended', 'How long calls took', 'Claims accepted and not yet closed'])
      expect(await tab.$$eval('svg [d*="NaN"], svg [y1*="NaN"]', all => all.length)).toBe(0)
      expect(problems).toEqual([])
    } finally {
      await browser.close()
    }
  },
)
