import { NOWHERE } from '@rewards/access'
import type { Stored } from '@rewards/store'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchClaim } from '../src/application/claims/watch-claim.ts'
import type { Claim } from '../src/domain/claim.ts'
import { claimStep } from '../src/domain/evolve-claim.ts'
import { listenRaw } from './claim-raw-nats.ts'
import { until } from './claim-until.ts'
import { activeEvent, type ClaimWorld, claimWorld, type EventProcess, idOf } from './claim-world.ts'

const POLL_MS = 2_000
const ID = 'evt_a:usr_ann:once'

/** A claim that can be changed with a hint or without one, watched with a clock that stands still. */
function watched() {
  const snapshot = { rewards: [], eventRevision: 1 }
  const opening = { type: 'open', eventId: 'evt_a', userId: 'usr_ann', attempt: 1, maxAttempts: 100 } as const
  const value = claimStep({ ...opening, opId: 'op_a', by: 'usr_ann', nowMs: 0, dueAt: 0, snapshot })(
    undefined,
  )
  if (!value) throw new Error('the claim was not opened')
  let stored: Stored<Claim> = { id: ID, rev: 1, value }
  const listeners = new Set<() => void>()
  const onChange = (_: string, listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const leaving = new AbortController()
  const watch = watchClaim({ claims: { get: async () => stored } as never, events: {} as never, onChange })
  const request = { claimId: ID, afterRev: 0, viewer: { userId: 'usr_ann', reads: NOWHERE } }
  const stream = watch(request, leaving.signal)
  return {
    stream,
    leaving,
    listeners,
    change: () => {
      stored = { ...stored, rev: stored.rev + 1 }
    },
    hint: () => {
      for (const listener of listeners) listener()
    },
    /** The rev that comes next; `undefined` while nothing comes. */
    next: async (step: Promise<IteratorResult<Stored<Claim>>>) => {
      const nothing = vi.advanceTimersByTimeAsync(0).then(() => undefined)
      return Promise.race([step.then(({ value: claim, done }) => (done ? 'end' : claim.rev)), nothing])
    },
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a hint brings the change before any poll would', async () => {
  const { stream, change, hint, next } = watched()
  expect(await next(stream.next())).toBe(1)
  const second = stream.next()
  change()
  expect(await next(second)).toBeUndefined()
  hint()
  expect(await next(second)).toBe(2)
})

test('a hint that comes while the last state is being read or sent is not missed', async () => {
  const { stream, change, hint, next } = watched()
  expect(await next(stream.next())).toBe(1)
  change()
  hint()
  expect(await next(stream.next())).toBe(2)
})

test('hints without a change show nothing', async () => {
  const { stream, hint, next } = watched()
  await next(stream.next())
  const second = stream.next()
  for (let i = 0; i < 5; i++) {
    hint()
    expect(await next(second)).toBeUndefined()
  }
})

test('without a hint a change is seen by the next poll', async () => {
  const { stream, change, next } = watched()
  await next(stream.next())
  const second = stream.next()
  change()
  expect(await next(second)).toBeUndefined()
  await vi.advanceTimersByTimeAsync(POLL_MS)
  expect(await next(second)).toBe(2)
})

test('whoever leaves is not listened for any more, at once', async () => {
  const { stream, leaving, listeners, next } = watched()
  await next(stream.next())
  const second = stream.next()
  expect(await next(second)).toBeUndefined()
  expect(listeners.size).toBe(1)
  leaving.abort()
  expect(await next(second)).toBe('end')
  expect(listeners.size).toBe(0)
  expect(vi.getTimerCount(), 'no poll is left behind').toBe(0)
})

test('whoever leaves before the first state is not listened for either', async () => {
  const { stream, leaving, listeners, next } = watched()
  leaving.abort()
  expect(await next(stream.next())).toBe('end')
  expect(listeners.size).toBe(0)
})

test('each change of a claim is hinted at over the broker, under a subject that does not tell which claim', async () => {
  vi.useRealTimers()
  const world = await claimWorld()
  try {
    const here = await world.start({ sweepEveryMs: 3_600_000 })
    world.rewards.script = () => 'none'
    const eventId = await activeEvent(world, here)
    await connected(world, here, eventId)
    const heard = await listenRaw(world.broker.url, 'event.claim.changed.>')
    await here.claims.claimReward({ eventId }, await world.auth.caller('usr_ann'))
    await until('the claim is hinted at', () => heard.subjects().length === 1)
    world.rewards.script = () => 'grant'
    await world.rewards.answerFor(idOf(eventId, 'usr_ann'))
    await until('its end is hinted at', () => heard.subjects().length === 2)
    const [first, second] = heard.subjects()
    expect(second).toBe(first)
    expect(first).toMatch(/^event\.claim\.changed\.[0-9a-f]{32}$/)
    heard.close()
  } finally {
    await world.close()
  }
})

/** The service tells nobody anything before it has reached the broker. */
async function connected(world: ClaimWorld, here: EventProcess, eventId: string): Promise<void> {
  const heard = await listenRaw(world.broker.url, 'event.claim.changed.>')
  let users = 0
  await until('a hint is heard', async () => {
    await here.claims.claimReward({ eventId }, await world.auth.caller(`usr_${users++}`))
    return heard.subjects().length > 0
  })
  heard.close()
}
