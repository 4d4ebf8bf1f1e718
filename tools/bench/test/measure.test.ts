import { expect, it, vi } from 'vitest'
import { goalsOf } from '../src/goals.ts'
import { MemoryWatch } from '../src/measure/memory.ts'
import { spentBetween } from '../src/measure/spent.ts'
import { selfTimes } from '../src/profile/self-times.ts'
import { table } from '../src/report/table.ts'
import { Claimable } from '../src/stage/claimable.ts'
import { ratiosOf, goalsOf as telemetryGoals } from '../src/telemetry/ratios.ts'
import type { Round } from '../src/telemetry/result.ts'
import { spreadOf } from '../src/telemetry/spread.ts'

const MB = 1_048_576

it('gives every user once with every event, and then nothing more', () => {
  const users = ['a', 'b'].map(token => ({ token, playerId: token, expiresAtMs: 0 }))
  const claimable = new Claimable(users, ['x', 'y', 'z'])
  const pairs = Array.from({ length: 6 }, () => claimable.next())
  expect(pairs.map(pair => `${pair?.eventId}${pair?.user.token}`)).toEqual([
    'xa',
    'xb',
    'ya',
    'yb',
    'za',
    'zb',
  ])
  expect(claimable.next()).toBeUndefined()
  expect(claimable.taken).toBe(6)
})

it('says what processes spent between two looks, and leaves out those that were not there at both', () => {
  const before = { event: { cpuMs: 100, rssBytes: MB }, gone: { cpuMs: 1, rssBytes: MB } }
  const after = { event: { cpuMs: 1_100, rssBytes: 3 * MB }, fresh: { cpuMs: 1, rssBytes: MB } }
  expect(spentBetween(before, after, { seconds: 2, calls: 500 })).toEqual({
    event: { cores: 0.5, msPerThousand: 2_000, rssMb: 3 },
  })
})

/** The growth that a watch saw while memory was `mbAt` so many claims, from 0 to 90. */
function growthOf(mbAt: (claims: number) => number) {
  let claims = 0
  const usages = () => ({ event: { cpuMs: 0, rssBytes: mbAt(claims) * MB } })
  const watch = new MemoryWatch(usages, () => claims)
  for (; claims < 90; claims += 10) vi.advanceTimersByTime(500)
  const growths = watch.growths()
  watch.stop()
  return growths.event
}

it('compares memory in the thirds of the claims, and sees one that grows with them', () => {
  vi.useFakeTimers()
  try {
    const full = growthOf(claims => (claims < 30 ? 100 : 150))
    expect(full).toMatchObject({ ratio: 1 })
    expect(full?.thirdsMb.map(Math.round)).toEqual([113, 150, 150])
    expect(full?.course.slice(0, 4)).toEqual([
      [0, 100],
      [10, 100],
      [20, 100],
      [30, 150],
    ])
    expect(growthOf(claims => 100 + claims)?.ratio).toBeCloseTo(175 / 145)
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

it('says nothing of memory when it could not look often enough', () => {
  const watch = new MemoryWatch(
    () => ({}),
    () => 7,
  )
  watch.stop()
  expect(watch.growths()).toEqual({})
})

it('measures the goals by the best of claims and the best of floors, and without the load itself', () => {
  const level = (claims: number, forwarded: number) => ({
    claims: { perSecond: claims },
    forwarded: { perSecond: forwarded },
  })
  const growth = (ratio: number) => ({ thirdsMb: [1, 1, ratio], ratio, course: [] })
  const found = {
    levels: [level(100, 500), level(90, 1_000)],
    halfLoad: { claims: { claimToGrantedMs: { p50: 26 } } },
    memory: { event: growth(1.05), gateway: growth(0.9), bench: growth(3) },
  } as unknown as Parameters<typeof goalsOf>[0]
  expect(goalsOf(found).map(({ found: value, reached }) => [value, reached])).toEqual([
    [0.1, false],
    [26, false],
    [1.05, true],
  ])
  expect(goalsOf({ ...found, memory: {} }).at(-1)).toMatchObject({ found: undefined, reached: false })
})

it('adds up a profile by package and by function, without the time in which nothing was done', () => {
  const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 9 })
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('(idle)', '') },
      { id: 2, callFrame: frame('put', 'file:///repo/packages/store/src/documents.ts') },
      { id: 3, callFrame: frame('', 'file:///repo/node_modules/.pnpm/@a+b@1/node_modules/@a/b/index.js') },
      { id: 4, callFrame: frame('writev', '') },
      { id: 5, callFrame: frame('emit', 'node:events') },
    ],
    samples: [1, 2, 2, 3, 4, 5],
    timeDeltas: [9_000, 3_000, 3_000, 2_000, 1_000, 500],
  }
  const { busyMs, owners, functions } = selfTimes(profile)
  expect(busyMs).toBe(9.5)
  expect(owners).toEqual([
    { name: 'packages/store', ms: 6 },
    { name: '@a/b', ms: 2 },
    { name: 'native code', ms: 1 },
    { name: 'node:events', ms: 0.5 },
  ])
  expect(functions.slice(0, 3).map(({ name }) => name)).toEqual([
    'put  packages/store documents.ts:10',
    '(anonymous)  @a/b index.js:10',
    'writev  native code',
  ])
})

it('sets a table with words to the left and figures to the right', () => {
  expect(
    table([
      ['', 'a/s'],
      ['word', '1'],
      ['w', '1,000'],
    ]),
  ).toBe('        a/s\n----  -----\nword      1\nw     1,000')
})

it('says how a figure came out over rounds, and between what it lies in truth', () => {
  const rounds = Array.from({ length: 100 }, (_, no) => (no * 37) % 100)
  expect(spreadOf(rounds)).toEqual({
    median: 49.5,
    quartiles: [24.75, 74.25],
    least: 0,
    most: 99,
    likely: [40, 59],
  })
  expect(spreadOf([7])).toEqual({ median: 7, quartiles: [7, 7], least: 7, most: 7, likely: [7, 7] })
})

it('compares what telemetry costs round by round, by the system alone', () => {
  const side = (perSecond: number, ms: number): Round['on'] =>
    ({
      calls: perSecond * 4,
      perSecond,
      grantedPerSecond: perSecond / 2,
      spent: { event: { msPerThousand: ms }, bench: { msPerThousand: 1_000 } },
    }) as unknown as Round['on']
  const rounds: Round[] = [
    { off: side(100, 200), on: side(96, 210) },
    { off: side(50, 400), on: side(48, 420) },
  ]
  const ratios = ratiosOf(rounds)
  expect(ratios.together).toBeCloseTo(0.96)
  expect([ratios.accepted.median, ratios.granted.median, ratios.cpu.median]).toEqual([0.96, 0.96, 1.05])
  expect(telemetryGoals(ratios)).toMatchObject([{ found: 0.96, reached: true }])
  const worse = ratiosOf([{ off: side(100, 200), on: side(94, 230) }])
  expect(telemetryGoals(worse)).toMatchObject([{ reached: false }])
})
