import { setTimeout as sleep } from 'node:timers/promises'
import type { RewardsError } from '@rewards/errors'
import { afterEach, expect, test } from 'vitest'
import { AccessWatch, type AccessWatchOptions } from '../../src/index.ts'
import { quiet } from '../quiet.ts'
import { bearer, changes, fakeAuth, handHints } from './changes.ts'

const MINUTE_MS = 60_000
const watches: AccessWatch[] = []
afterEach(() => Promise.all(watches.splice(0).map(watch => watch.stop())))

/** A watch of this auth that asks by itself only once a minute, unless said otherwise. */
function watchOf({ source }: ReturnType<typeof fakeAuth>, options: Partial<AccessWatchOptions> = {}) {
  const watch = new AccessWatch({ source, now: Date.now, logger: quiet, everyMs: MINUTE_MS, ...options })
  watches.push(watch)
  return watch
}

const annChanged = (changedAtMs = Date.now()) =>
  changes({ users: [{ userId: 'usr_ann', accessRevision: 2, changedAtMs }] })

const isRefused = (watch: AccessWatch) => watch.refusalOf(bearer()) !== undefined

test('before anything is known, auth is asked for all that can still matter', async () => {
  const auth = fakeAuth()
  auth.state.told = [annChanged()]
  const watch = watchOf(auth)
  await watch.ready()
  expect(auth.state.asked).toHaveLength(1)
  expect(auth.state.asked[0]).toBeLessThan(Date.now() - 16 * MINUTE_MS)
  expect(watch.refusalOf(bearer())).toMatchObject({ kind: 'unauthenticated', reason: 'TOKEN_REVOKED' })
})

test('while nothing is known and auth cannot be asked, nobody is let in and nobody called bad', async () => {
  const auth = fakeAuth()
  auth.state.failure = new Error('down')
  const watch = watchOf(auth)
  await expect(watch.ready()).rejects.toMatchObject({ kind: 'unavailable', reason: 'ACCESS_UNKNOWN' })
  auth.state.failure = undefined
  await expect(watch.ready()).resolves.toBeUndefined()
})

test('without any hint a change is known by asking again', async () => {
  const auth = fakeAuth()
  const watch = watchOf(auth, { everyMs: 20 })
  await watch.ready()
  expect(isRefused(watch)).toBe(false)
  auth.state.told = [annChanged()]
  await expect.poll(() => isRefused(watch)).toBe(true)
})

test('a hint is asked about at once, and a hundred of them together', async () => {
  const auth = fakeAuth()
  const hints = handHints()
  const watch = watchOf(auth, { onHint: hints.onHint })
  await watch.ready()
  auth.state.told = [annChanged()]
  for (let i = 0; i < 100; i++) hints.send()
  await expect.poll(() => isRefused(watch)).toBe(true)
  expect(auth.state.asked).toHaveLength(2)
  await watch.stop()
  expect(hints.listeners.size).toBe(0)
})

test('auth is asked from a minute before its last answer on', async () => {
  const auth = fakeAuth()
  const hints = handHints()
  const watch = watchOf(auth, { onHint: hints.onHint })
  const readAtMs = Date.now() - 5_000 // auth's clock is behind
  auth.state.told = [changes({ readAtMs })]
  await watch.ready()
  hints.send()
  await expect.poll(() => auth.state.asked.length).toBe(2)
  expect(auth.state.asked[1]).toBe(readAtMs - MINUTE_MS)
})

test('once a minute all is read again, so that a clock that was wrong hides nothing for long', async () => {
  const auth = fakeAuth()
  const hints = handHints()
  let nowMs = Date.now()
  const watch = watchOf(auth, { onHint: hints.onHint, now: () => nowMs })
  auth.state.told = [changes({ readAtMs: nowMs + 60 * MINUTE_MS })] // an hour ahead
  await watch.ready()
  nowMs += MINUTE_MS
  hints.send()
  await expect.poll(() => auth.state.asked.length).toBe(2)
  expect(auth.state.asked[1]).toBeLessThan(nowMs - 16 * MINUTE_MS)
})

test('an auth that fails, or says nothing, changes nothing of what is known', async () => {
  const auth = fakeAuth()
  auth.state.told = [annChanged()]
  const watch = watchOf(auth, { everyMs: 10, withinMs: 20 })
  await watch.ready()
  auth.state.failure = new Error('down')
  const before = auth.state.asked.length
  await expect.poll(() => auth.state.asked.length).toBeGreaterThan(before + 3)
  auth.state.failure = undefined
  auth.state.silent = true
  await sleep(100)
  expect(isRefused(watch)).toBe(true)
  await expect(watch.ready()).resolves.toBeUndefined()
  auth.state.silent = false
  auth.state.told = [changes({ endedSessions: [{ sessionId: 'ses_b', endedAtMs: Date.now() }] })]
  await expect.poll(() => watch.refusalOf(bearer({ userId: 'usr_bob', sessionId: 'ses_b' }))).toBeDefined()
})

test('an answer that breaks off has told what came, and is asked for again whole', async () => {
  let asked = 0
  const watch = watchOf(
    {
      ...fakeAuth(),
      source: async function* () {
        asked += 1
        yield annChanged()
        if (asked === 1) throw new Error('cut')
        yield changes({ endedSessions: [{ sessionId: 'ses_b', endedAtMs: Date.now() }] })
      },
    },
    { everyMs: 20 },
  )
  await expect(watch.ready()).rejects.toMatchObject({ reason: 'ACCESS_UNKNOWN' })
  expect(isRefused(watch)).toBe(true)
  await watch.ready()
  expect(watch.refusalOf(bearer({ userId: 'usr_bob', sessionId: 'ses_b' }))).toBeDefined()
})

test('who holds on to a token is told once when it counts no more, and not after letting go', async () => {
  const auth = fakeAuth()
  const watch = watchOf(auth, { everyMs: 10 })
  await watch.ready()
  const told: [string, RewardsError][] = []
  const hold = (name: string, of = {}) => watch.onRevoked(bearer(of), why => told.push([name, why]))
  hold('ann')
  hold('bob', { userId: 'usr_bob' })
  hold('ann, who let go')()
  auth.state.told = [annChanged()]
  await expect.poll(() => told.length).toBe(1)
  hold('ann, too late')
  await sleep(50)
  expect(told).toMatchObject([
    ['ann', { reason: 'TOKEN_REVOKED' }],
    ['ann, too late', { reason: 'TOKEN_REVOKED' }],
  ])
})
