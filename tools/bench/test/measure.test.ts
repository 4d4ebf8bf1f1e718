import { expect, it, vi } from 'vitest'
import { goalsOf } from '../src/goals.ts'
import { MemoryWatch } from '../src/measure/memory.ts'
import { spentBetween } from '../src/measure/spent.ts'
import { selfTimes } from '../src/profile/self-times.ts'
import { table } from '../src/report/table.ts'
import { Claimable } from '../src/stage/claimable.ts'

const MB = 1_048_576

it('gives every user once with every event, and then nothing more', () => {
  const users = ['a', 'b'].map(token => ({ token, refreshToken: '', expiresAtMs: 0 }))
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

it('compares memory in the first third of the claims with the last', () => {
  vi.useFakeTimers()
  try {
    let claims = 0
    const watch = new MemoryWatch(
      () => ({ event: { cpuMs: 0, rssBytes: (claims < 50 ? 100 : 150) * MB } }),
      () => claims,
    )
    for (; claims < 90; claims += 10) vi.advanceTimersByTime(500)
    const growths = watch.growths()
    watch.stop()
    expect(growths).toMatchObject({ event: { firstThirdMb: 100, lastThirdMb: 150, ratio: 1.5 } })
    expect(growths.event?.course).toEqual(
      [0, 10, 20, 30, 40, 50, 60, 70, 80, 90].map(at => [at, at < 50 ? 100 : 150]),
    )
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

it('measures the goals by the best of claims and the best of floors, and without the load itself', () => {
  const level = (claims: number, forwarded: number) => ({
    claims: { perSecond: claims },
    forwarded: { perSecond: forwarded },
  })
  const growth = (ratio: number) => ({ firstThirdMb: 1, lastThirdMb: ratio, ratio })
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
