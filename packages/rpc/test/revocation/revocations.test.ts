import { expect, test } from 'vitest'
import { Revocations } from '../../src/revocation/revocations.ts'
import { bearer, changes } from './changes.ts'

const MINUTE_MS = 60_000
const nowMs = Date.now()

function revocations(most = 10) {
  return new Revocations(most)
}

const changed = (userId: string, accessRevision: number, changedAtMs = nowMs) =>
  changes({ users: [{ userId, accessRevision, changedAtMs }] })

const ended = (sessionId: string, endedAtMs = nowMs) => changes({ endedSessions: [{ sessionId, endedAtMs }] })

test('a token of before its user changed counts no more; one of after it, and of others, does', () => {
  const known = revocations()
  known.learn(changed('usr_ann', 3))
  const counts = (of: Parameters<typeof bearer>[0]) => !known.revoked(bearer(of))
  expect(counts({ accessRevision: 2 })).toBe(false)
  expect(counts({ accessRevision: 0 })).toBe(false) // made before tokens told it
  expect(counts({ accessRevision: 3 })).toBe(true)
  expect(counts({ accessRevision: 4 })).toBe(true)
  expect(counts({ userId: 'usr_bob' })).toBe(true)
})

test('what is learnt late or twice changes nothing', () => {
  const known = revocations()
  expect(known.learn(changed('usr_ann', 3))).toBe(true)
  expect(known.learn(changed('usr_ann', 3))).toBe(false)
  expect(known.learn(changed('usr_ann', 2))).toBe(false)
  expect(known.revoked(bearer({ accessRevision: 2 }))).toBe(true)
})

test('tokens of a session that ended count no more; tokens of other sessions, and of none, do', () => {
  const known = revocations()
  known.learn(ended('ses_a'))
  expect(known.revoked(bearer({ sessionId: 'ses_a' }))).toBe(true)
  expect(known.revoked(bearer({ sessionId: 'ses_b' }))).toBe(false)
  const { sessionId: _, ...without } = bearer()
  expect(known.revoked(without)).toBe(false)
})

test('tokens of a revoked key count no more, whoever has them', () => {
  const known = revocations()
  expect(known.learn(changes({ revokedKeyIds: ['k1'] }))).toBe(true)
  expect(known.revoked(bearer({ keyId: 'k1', accessRevision: 9 }))).toBe(true)
  expect(known.revoked(bearer({ keyId: 'k2' }))).toBe(false)
})

test('a revocation is forgotten when no token can be of before it, and not a minute earlier', () => {
  const known = revocations()
  known.learn(changed('usr_ann', 2))
  known.learn(ended('ses_x'))
  known.forget(nowMs + 17 * MINUTE_MS)
  expect(known.revoked(bearer())).toBe(true)
  expect(known.revoked(bearer({ userId: 'usr_bob', sessionId: 'ses_x' }))).toBe(true)
  known.forget(nowMs + 21 * MINUTE_MS)
  expect(known.revoked(bearer())).toBe(false)
})

test('more than there is room for: the oldest is forgotten, and no token of before it counts, whosever it is', () => {
  const known = revocations(3)
  for (const at of [5, 4, 3, 2, 1]) known.learn(changed(`usr_${at}`, 2, nowMs - at * MINUTE_MS))
  const madeAgo = (minutes: number) => bearer({ userId: 'usr_bob', issuedAtMs: nowMs - minutes * MINUTE_MS })
  // usr_5 and usr_4 were forgotten: what was made more than three minutes ago may be of before their change.
  expect(known.revoked(madeAgo(5))).toBe(true)
  expect(known.revoked(madeAgo(4))).toBe(true)
  expect(known.revoked(madeAgo(2.9))).toBe(false)
  expect(known.revoked({ ...madeAgo(2.9), userId: 'usr_3' })).toBe(true)
})

test('a hundred thousand revocations and as many again are held within their room', () => {
  const known = revocations(1_000)
  for (let at = 0; at < 200; at++) {
    const ids = Array.from({ length: 1_000 }, (_, i) => `ses_${at}_${i}`)
    known.learn(changes({ endedSessions: ids.map(sessionId => ({ sessionId, endedAtMs: nowMs })) }))
  }
  expect(known.size).toBe(1_000)
  expect(known.revoked(bearer({ sessionId: 'ses_0_0', issuedAtMs: nowMs }))).toBe(true)
})
