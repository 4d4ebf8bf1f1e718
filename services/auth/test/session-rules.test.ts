import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { accessClaims } from '../src/domain/access-token.ts'
import { deviceClaim, deviceTokenOf, readDeviceToken } from '../src/domain/device-token.ts'
import {
  firstRing,
  isDue,
  type KeyRing,
  publishedKeys,
  revokedIn,
  revokedKeyIds,
  rotated,
  type SigningKey,
  signingKeyAt,
} from '../src/domain/key-ring.ts'
import { newPlayerSession, playerSessionId, visited } from '../src/domain/player-session.ts'
import { isGenuine, readRefreshToken, refreshTokenOf } from '../src/domain/refresh-token.ts'
import {
  newSession,
  refresh,
  revoked,
  type Session,
  type SessionUse,
  signedOut,
  withoutOrigin,
} from '../src/domain/session.ts'
import { isOutdated, ofEpoch, withSessionsEnded } from '../src/domain/session-epoch.ts'
import type { User } from '../src/domain/user.ts'
import { oweVisit, postponeVisits, settleVisits } from '../src/domain/visits.ts'

const SECRET = Buffer.alloc(32, 7).toString('base64url')
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const ORIGIN = { address: '192.0.2.1', userAgent: 'browser' }

function useAt(nowMs: number, changes: Partial<SessionUse> = {}): SessionUse {
  return { nowMs, lives: { longestMs: 30 * DAY, idleMs: 7 * DAY }, origin: ORIGIN, ...changes }
}

/** Began at 1,000, where ORIGIN is. */
const BEGUN: Session = {
  userId: 'usr_a',
  secret: SECRET,
  generation: 1,
  createdAtMs: 1_000,
  expiresAtMs: 1_000 + 7 * DAY,
  lastUsedAtMs: 1_000,
  origin: ORIGIN,
  lastVisitAtMs: 1_000,
  owedVisits: [{ factId: 'ses_a.1', atMs: 1_000 }],
  dueAt: 4_000,
}

describe('a session', () => {
  test('begins with its first generation, and its sign-in is a visit', () => {
    expect(newSession('ses_a', 'usr_a', SECRET, useAt(1_000))).toStrictEqual(BEGUN)
  })

  test('goes on by its latest token, from elsewhere, for as long as it may be idle', () => {
    const origin = { address: '192.0.2.2' }
    expect(refresh(BEGUN, 'ses_a', 1, useAt(2_000, { origin }))).toStrictEqual({
      outcome: 'given',
      generation: 2,
      next: { ...BEGUN, generation: 2, origin, lastUsedAtMs: 2_000, expiresAtMs: 2_000 + 7 * DAY },
    })
  })

  test('owes a visit more when the last one is a quarter of an hour ago', () => {
    const at = 1_000 + 15 * MINUTE
    expect(refresh(BEGUN, 'ses_a', 1, useAt(at))).toMatchObject({
      next: {
        lastVisitAtMs: at,
        owedVisits: [...BEGUN.owedVisits, { factId: 'ses_a.2', atMs: at }],
        dueAt: at + 3_000,
      },
    })
    expect(refresh(BEGUN, 'ses_a', 1, useAt(at - 1))).toMatchObject({
      next: { owedVisits: BEGUN.owedVisits },
    })
  })

  test('never goes on beyond its longest life', () => {
    const old = { ...BEGUN, expiresAtMs: 1_000 + 30 * DAY }
    expect(refresh(old, 'ses_a', 1, useAt(1_000 + 29 * DAY))).toMatchObject({
      next: { expiresAtMs: 1_000 + 30 * DAY },
    })
  })

  test.each([
    ['until it was idle for too long', BEGUN, useAt(0).lives, 1_000 + 7 * DAY],
    ['no longer than sessions may be now', BEGUN, { longestMs: 5_000, idleMs: DAY }, 6_000],
  ])('is good %s', (_, session, lives, end) => {
    expect(refresh(session, 'ses_a', 1, useAt(end - 1, { lives })).outcome).toBe('given')
    expect(refresh(session, 'ses_a', 1, useAt(end, { lives }))).toStrictEqual({ outcome: 'refused' })
  })

  test('gives the latest token again for the one before it, and changes nothing', () => {
    const third = { ...BEGUN, generation: 3 }
    expect(refresh(third, 'ses_a', 2, useAt(2_000))).toStrictEqual({ outcome: 'given', generation: 3 })
    expect(refresh(third, 'ses_a', 4, useAt(2_000))).toStrictEqual({ outcome: 'refused' })
  })

  test('ends when an older token comes again, and owes what it owed', () => {
    const { origin: _, ...third } = { ...BEGUN, generation: 3 }
    expect(refresh({ ...third, origin: ORIGIN }, 'ses_a', 1, useAt(2_000))).toStrictEqual({
      outcome: 'reused',
      next: { ...third, ended: { why: 'REUSED', atMs: 2_000 }, expiresAtMs: 2_000 },
    })
  })

  test.each([
    ['signed out', signedOut, 'SIGNED_OUT'],
    ['revoked', revoked, 'REVOKED'],
    ['made to forget where it was used', withoutOrigin, 'REVOKED'],
  ] as const)('is over when it is %s, no later than it would have been', (_, end, why) => {
    const { origin: _gone, ...rest } = BEGUN
    const over = { ...rest, ended: { why, atMs: 5_000 }, expiresAtMs: 5_000 }
    expect(end(BEGUN, 5_000)).toStrictEqual(over)
    expect(end({ ...BEGUN, expiresAtMs: 4_000 }, 5_000)).toMatchObject({ expiresAtMs: 4_000 })
    expect(end(over, 6_000)).toBeUndefined()
  })

  test('that has ended forgets where it was used, and nothing else', () => {
    const ended = { ...BEGUN, ended: { why: 'SIGNED_OUT', atMs: 5_000 } } as const
    const { origin: _, ...forgotten } = ended
    expect(withoutOrigin(ended, 6_000)).toStrictEqual(forgotten)
  })

  test.each([
    [{ why: 'REUSED', atMs: 1 }, 'reused'],
    [{ why: 'REVOKED', atMs: 1 }, 'refused'],
    [{ why: 'SIGNED_OUT', atMs: 1 }, 'refused'],
  ] as const)('that ended, %o, says so again: %s', (ended, outcome) => {
    expect(refresh({ ...BEGUN, ended }, 'ses_a', 1, useAt(2_000))).toStrictEqual({ outcome })
  })
})

describe('visits', () => {
  test('are settled one by one, and are due while there are any', () => {
    const second = { factId: 'ses_a.2', atMs: 2_000 }
    const owing = { ...BEGUN, owedVisits: [...BEGUN.owedVisits, second] }
    expect(settleVisits(owing, BEGUN.owedVisits)).toStrictEqual({ ...owing, owedVisits: [second] })
    const { dueAt: _, ...paid } = { ...owing, owedVisits: [] }
    expect(settleVisits(owing, owing.owedVisits)).toStrictEqual(paid)
    expect(settleVisits(owing, [{ factId: 'ses_b.1', atMs: 1_000 }])).toBeUndefined()
  })

  test('are put off by half the time that the oldest is owed', () => {
    expect(postponeVisits(BEGUN, 11_000, 0.5)).toStrictEqual({ ...BEGUN, dueAt: 16_000 })
  })

  test('are a quarter of an hour apart', () => {
    expect(oweVisit(BEGUN, 'ses_a', 1_000 + 15 * MINUTE - 1)).toBe(BEGUN)
    expect(oweVisit(BEGUN, 'ses_a', 1_000 + 15 * MINUTE).owedVisits).toHaveLength(2)
  })
})

describe('the sessions of a user', () => {
  const user: User = { displayName: 'Ann', roles: { USER: true }, createdAtMs: 0 }

  test('end all at once, but for the one that is kept', () => {
    const once = withSessionsEnded(user, 'ses_a')
    expect(once).toStrictEqual({ ...user, sessionEpoch: 1, keptSessionId: 'ses_a' })
    expect(withSessionsEnded(once, undefined)).toStrictEqual({ ...user, sessionEpoch: 2 })
    expect(withSessionsEnded(once, 'ses_b')).toStrictEqual({
      ...user,
      sessionEpoch: 2,
      keptSessionId: 'ses_b',
    })
  })

  test('carry the number that they began under', () => {
    expect(ofEpoch(BEGUN, user)).toStrictEqual(BEGUN)
    expect(ofEpoch(BEGUN, { ...user, sessionEpoch: 3 })).toStrictEqual({ ...BEGUN, epoch: 3 })
  })

  test.each([
    [{}, undefined, false],
    [{ sessionEpoch: 1 }, undefined, true],
    [{ sessionEpoch: 1 }, 0, true],
    [{ sessionEpoch: 1 }, 1, false],
    [{ sessionEpoch: 2 }, 1, true],
    [{ sessionEpoch: 2, keptSessionId: 'ses_a' }, 1, false],
    [{ sessionEpoch: 2, keptSessionId: 'ses_b' }, 1, true],
  ])('of %o, one of the number %s is over: %s', (changes, epoch, isOver) => {
    const session = epoch === undefined ? BEGUN : { ...BEGUN, epoch }
    expect(isOutdated({ ...user, ...changes }, 'ses_a', session)).toBe(isOver)
  })
})

describe('the session of a player', () => {
  const player: User = { kind: 'PLAYER', displayName: 'Player', roles: { USER: true }, createdAtMs: 0 }
  const idAt = (nowMs: number, user = player, userId = 'usr_a') => playerSessionId(userId, user, nowMs)

  test('is one a day, a player and an epoch', () => {
    const parts = JSON.stringify(['player', 'usr_a', '2', '3'])
    const hash = createHash('sha256').update(parts).digest('hex').slice(0, 32)
    expect(idAt(3 * DAY, { ...player, sessionEpoch: 2 })).toBe(`ses_${hash}`)
    expect(idAt(DAY - 1)).toBe(idAt(0))
    expect(idAt(0, { ...player, sessionEpoch: 0 })).toBe(idAt(0))
    const others = [idAt(DAY), idAt(0, { ...player, sessionEpoch: 1 }), idAt(0, player, 'usr_b')]
    expect(new Set([idAt(0), ...others]).size).toBe(4)
  })

  test('ends a token after its day, and knows of no place', () => {
    expect(newPlayerSession('ses_a', 'usr_a', SECRET, 3 * DAY + 1_000)).toStrictEqual({
      userId: 'usr_a',
      secret: SECRET,
      generation: 1,
      createdAtMs: 3 * DAY + 1_000,
      expiresAtMs: 4 * DAY + 15 * MINUTE,
      lastUsedAtMs: 3 * DAY + 1_000,
      origin: {},
      lastVisitAtMs: 3 * DAY + 1_000,
      owedVisits: [{ factId: 'ses_a.1', atMs: 3 * DAY + 1_000 }],
      dueAt: 3 * DAY + 4_000,
    })
  })

  test('owes a visit for each quarter of an hour in which it is used, until it has ended', () => {
    const at = 1_000 + 15 * MINUTE
    expect(visited(BEGUN, 'ses_a', at - 1)).toBeUndefined()
    expect(visited(BEGUN, 'ses_a', at)).toStrictEqual({
      ...BEGUN,
      generation: 2,
      lastVisitAtMs: at,
      owedVisits: [...BEGUN.owedVisits, { factId: 'ses_a.2', atMs: at }],
      dueAt: at + 3_000,
    })
    expect(visited({ ...BEGUN, ended: { why: 'REVOKED', atMs: 2_000 } }, 'ses_a', at)).toBeUndefined()
  })
})

describe('a refresh token', () => {
  const proof = createHmac('sha256', Buffer.alloc(32, 7)).update('ses_a1.12').digest('base64url')
  const token = `ses_a1.12.${proof}`

  test('is the same for a session and a generation, always', () => {
    expect(refreshTokenOf('ses_a1', 12, SECRET)).toBe(token)
  })

  test('is read, and known by its proof', () => {
    const presented = { sessionId: 'ses_a1', generation: 12, proof }
    expect(readRefreshToken(token)).toStrictEqual(presented)
    expect(isGenuine(presented, SECRET)).toBe(true)
    expect(isGenuine({ ...presented, generation: 11 }, SECRET)).toBe(false)
    expect(isGenuine({ ...presented, sessionId: 'ses_a2' }, SECRET)).toBe(false)
    expect(isGenuine(presented, Buffer.alloc(32, 8).toString('base64url'))).toBe(false)
  })

  test.each([
    [`ses_${'a'.repeat(36)}.1.${proof}`, true],
    [`ses_a_9.999999999.${proof}`, true],
    [`ses_${'a'.repeat(37)}.1.${proof}`, false],
    [`ses_.1.${proof}`, false],
    [`ses_A.1.${proof}`, false],
    [`usr_a.1.${proof}`, false],
    [`ses_a.0.${proof}`, false],
    [`ses_a.01.${proof}`, false],
    [`ses_a.1234567890.${proof}`, false],
    [`ses_a.x.${proof}`, false],
    [`ses_a.1.${proof}A`, false],
    [`ses_a.1.${proof.slice(1)}`, false],
    [`ses_a.1.${proof.slice(1)}!`, false],
    [`ses_a.1x${proof}`, false],
    [` ses_a.1.${proof}`, false],
    [`ses_a.1.${proof}\n`, false],
    ['', false],
  ])('%j may be one: %s', (text, may) => {
    expect(readRefreshToken(text) !== undefined).toBe(may)
  })
})

describe('a device token', () => {
  const PROOF = 'p'.repeat(43)
  const presented = { deviceId: 'dvc_a', issuedAtS: 1_000, proof: PROOF }
  const LIFE_S = 180 * 24 * 3_600

  test('is read as it was written, for 180 days', () => {
    const token = `dvc_a.1000.${PROOF}`
    expect(deviceTokenOf(presented)).toBe(token)
    expect(readDeviceToken(token, (1_000 + LIFE_S) * 1_000 - 1)).toStrictEqual(presented)
    expect(readDeviceToken(token, (1_000 + LIFE_S) * 1_000)).toBeUndefined()
  })

  test('proves a user, a device and a time', () => {
    expect(deviceClaim('usr_a', presented)).toBe('usr_a.dvc_a.1000')
  })

  test.each([
    [`dvc_${'a'.repeat(36)}.1.${PROOF}`, true],
    [`dvc_a_9.12345678901.${PROOF}`, true],
    [`dvc_${'a'.repeat(37)}.1.${PROOF}`, false],
    [`dvc_.1.${PROOF}`, false],
    [`dvc_A.1.${PROOF}`, false],
    [`ses_a.1.${PROOF}`, false],
    [`dvc_a.0.${PROOF}`, false],
    [`dvc_a.123456789012.${PROOF}`, false],
    [`dvc_a.1.${PROOF}p`, false],
    [`dvc_a.1.${PROOF.slice(1)}`, false],
    [`dvc_a.1.${PROOF.slice(1)}+`, false],
    [`xdvc_a.1.${PROOF}`, false],
    [`dvc_a.1.${PROOF} `, false],
    [`dvc_ax1.${PROOF}`, false],
    ['', false],
  ])('%j may be one: %s', (text, may) => {
    expect(readDeviceToken(text, 0) !== undefined).toBe(may)
  })
})

describe('an access token', () => {
  const subject = { userId: 'usr_a', roles: [], groups: [], bindings: [] }

  test('is good for a quarter of an hour, in whole seconds', () => {
    expect(accessClaims(subject, 1_999)).toStrictEqual({
      ...subject,
      issuedAtMs: 1_000,
      expiresAtMs: 1_000 + 15 * MINUTE,
    })
  })

  test('is good no longer than it may be', () => {
    expect(accessClaims(subject, 1_000, 5_999).expiresAtMs).toBe(5_000)
    expect(accessClaims(subject, 1_000, 20 * MINUTE).expiresAtMs).toBe(1_000 + 15 * MINUTE)
  })
})

describe('the signing keys', () => {
  const key = (kid: string, signsFromMs: number): SigningKey => {
    const jwk = { kty: 'EC', crv: 'P-256', x: '', y: '', d: '' } as const
    return { kid, jwk, signsFromMs }
  }
  const spare = (kid: string) => ({ kid, jwk: key(kid, 0).jwk })
  const ring: KeyRing = { keys: [key('a', 100), key('b', 200)] }
  const kidsOf = (keys: readonly SigningKey[] | undefined) =>
    keys?.map(({ kid, signsFromMs }) => `${kid} ${signsFromMs}`)

  test('begin once', () => {
    expect(firstRing(undefined, spare('a'), 7)).toStrictEqual({ keys: [key('a', 7)] })
    expect(firstRing(ring, spare('a'), 7)).toBeUndefined()
  })

  test('are never none', () => {
    expect(() => signingKeyAt({ keys: [] }, 0)).toThrow('there is no signing key')
  })

  test('stay published for 20 minutes after the next one signs', () => {
    const end = 200 + 20 * MINUTE
    expect(kidsOf(publishedKeys(ring, end - 1))).toEqual(['a 100', 'b 200'])
    expect(kidsOf(publishedKeys(ring, end))).toEqual(['b 200'])
  })

  test('are due when the last one has signed for so long', () => {
    expect([299, 300].map(nowMs => isDue(ring, 100, nowMs))).toEqual([false, true])
    expect(isDue({ keys: [] }, 100, 0)).toBe(true)
  })

  test('are due, and rotated, by the last of them, however many there are', () => {
    const three = { keys: [key('a', 100), key('b', 200), key('c', 300)] }
    expect([399, 400].map(nowMs => isDue(three, 100, nowMs))).toEqual([false, true])
    expect(rotated(three, spare('d'), 299)).toBeUndefined()
    expect(rotated(three, spare('d'), 300)?.keys).toHaveLength(4)
  })

  test('are rotated a minute ahead, and what is over is dropped', () => {
    const at = 200 + 20 * MINUTE
    expect(rotated({ ...ring, revoked: [] }, spare('c'), at)).toStrictEqual({
      keys: [key('b', 200), key('c', at + MINUTE)],
      revoked: [],
    })
    expect(rotated(ring, spare('c'), 200)?.keys).toHaveLength(3)
    expect(rotated(ring, spare('c'), 199)).toBeUndefined()
    expect(kidsOf(rotated({ keys: [] }, spare('c'), 5)?.keys)).toEqual([`c ${5 + MINUTE}`])
  })

  test('without the one that signs have the spare one, from now on', () => {
    expect(revokedIn(ring, 'b', spare('s'), 300)).toStrictEqual({
      keys: [key('a', 100), key('s', 300)],
      revoked: [{ kid: 'b', revokedAtMs: 300 }],
    })
    expect(kidsOf(revokedIn(ring, 'a', spare('s'), 150)?.keys)).toEqual(['s 150', 'b 200'])
  })

  test('without another one sign on as they did', () => {
    const before = { ...ring, revoked: [{ kid: 'x', revokedAtMs: 1 }] }
    expect(revokedIn(before, 'a', spare('s'), 300)).toStrictEqual({
      keys: [key('b', 200)],
      revoked: [...before.revoked, { kid: 'a', revokedAtMs: 300 }],
    })
  })

  test('remember the last 100 that were revoked, and revoke none twice', () => {
    const revokedKeys = Array.from({ length: 100 }, (_, at) => ({ kid: `r${at}`, revokedAtMs: at }))
    const full = { ...ring, revoked: revokedKeys }
    expect(revokedIn(full, 'a', spare('s'), 300)?.revoked).toEqual([
      ...revokedKeys.slice(1),
      { kid: 'a', revokedAtMs: 300 },
    ])
    expect(revokedIn(full, 'r5', spare('s'), 300)).toBeUndefined()
    expect(revokedKeyIds(full).slice(0, 2)).toEqual(['r0', 'r1'])
    expect(revokedKeyIds({})).toEqual([])
  })

  test('that there are not cannot be revoked', () => {
    expect(() => revokedIn(ring, 'z', spare('s'), 300)).toThrow(
      expect.objectContaining({
        kind: 'not_found',
        reason: 'KEY_NOT_FOUND',
        message: 'there is no signing key z',
        metadata: { kid: 'z' },
      }),
    )
  })
})
