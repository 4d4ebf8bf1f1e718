import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Judgement } from '../src/check/judge.ts'
import { BROKER } from '../src/faults/kinds.ts'
import type { Wanted } from '../src/lab/equipment.ts'
import type { Lab } from '../src/lab/lab.ts'
import type { LabPart } from '../src/lab/lab-part.ts'
import { openLab } from '../src/lab/open-lab.ts'
import { answersLost } from '../src/parts/answers-lost.ts'
import { brokerLost } from '../src/parts/broker-lost.ts'
import { clocks } from '../src/parts/clocks.ts'
import { deploys } from '../src/parts/deploys.ts'
import { faultsMixed } from '../src/parts/faults-mixed.ts'
import { fullDisk } from '../src/parts/full-disk.ts'
import { heals } from '../src/parts/heals.ts'
import type { PartOptions } from '../src/parts/part.ts'

type Share = Pick<PartOptions, 'scale' | 'only'>

/** All parts in one lab, which starts once; with how large a share of each one's full figures. */
const PARTS: readonly (readonly [name: string, part: LabPart, share: Share])[] = [
  ['broker-lost', brokerLost, { scale: 0.04 }],
  ['heals: down, and without its stream', heals, { scale: 0.001, only: [1, 6] }],
  ['answers-lost', answersLost, { scale: 0.01 }],
  ['full-disk', fullDisk, { scale: 0.05 }],
  ['deploys', deploys, { scale: 0.01 }],
  ['faults-mixed', faultsMixed, { scale: 0.03 }],
  ['clocks', clocks, { scale: 0.01, only: [1, 2, 3] }],
]

const folder = mkdtempSync(join(tmpdir(), 'rewards-torture-faults-'))
const options = { replicas: 1, seed: Date.now() % 2 ** 32, store: 'sqlite' } as const
const said: string[] = []
let lab: Lab & AsyncDisposable

beforeAll(async () => {
  const wanted: Wanted = Object.assign({}, ...PARTS.map(([, part]) => part.wanted))
  const { signal } = new AbortController()
  const surroundings = { env: process.env, folder, say: (line: string) => void said.push(line), signal }
  lab = await openLab(wanted, options, surroundings)
}, 240_000)
afterAll(async () => {
  await lab?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

/** A small disk cannot be had everywhere; that is told and is no failure of this test's. */
const bad = (judgements: readonly Judgement[]) => judgements.filter(({ verdict }) => verdict === 'violated')

test.each(PARTS)(
  '%s',
  async (name, { work }, share) => {
    const { figures, judgements } = await work(lab, { ...options, ...share })
    process.stdout.write(`${name}: ${figures.map(({ what, seen }) => `${what}: ${seen}`).join('; ')}\n`)
    expect(bad(judgements), said.join('\n')).toEqual([])
  },
  240_000,
)

test('a stream is deleted as soon as the broker is there again that lost it', async () => {
  const soon = { victim: BROKER, afterMs: 0, lastsMs: 0, whileRecovering: false }
  for (const kind of ['wipe', 'stream-deleted'] as const) await lab.strike({ ...soon, kind }, kind)
  expect(lab.strikes.slice(-2).map(({ kind }) => kind)).toEqual(['wipe', 'stream-deleted'])
})

test('after all of it every invariant holds', async () => {
  const { judgements, closing } = await lab.settled()
  process.stdout.write(
    `${lab.strikes.length} faults, seed ${options.seed}; closed after ${closing.closedMs} ms\n`,
  )
  expect(bad(judgements), said.join('\n')).toEqual([])
  expect(judgements.filter(({ checked }) => checked === 0)).toEqual([])
}, 300_000)
