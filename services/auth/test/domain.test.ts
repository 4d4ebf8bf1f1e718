import { describe, expect, it } from 'vitest'
import { publishedKeys, rotated, type SigningKey, signingKeyAt } from '../src/domain/key-ring.ts'
import { newSession, refresh, type Session, signedOut } from '../src/domain/session.ts'
import { oweVisit, postponeVisits, settleVisits } from '../src/domain/visits.ts'

const SECRET = Buffer.alloc(32).toString('base64url')
const MINUTE_MS = 60_000

/** A use of a session at this time, where nothing is known of the caller. */
function useAt(nowMs: number, longestMs = 30 * 24 * 60 * MINUTE_MS, idleMs = longestMs) {
  return { nowMs, lives: { longestMs, idleMs }, origin: {} }
}

/** A session that began at 0 and has given out this generation. */
function session(generation: number, given: Partial<Session> = {}): Session {
  return { ...newSession('ses_1', 'usr_1', SECRET, useAt(0)), generation, ...given }
}

describe('a token of a session whose latest generation is 5', () => {
  it.each([
    [6, 'refused', undefined],
    [5, 'given', 6],
    [4, 'given', 5],
    [3, 'reused', undefined],
    [1, 'reused', undefined],
  ] as const)('and that is of generation %i is %s', (generation, outcome, gives) => {
    const result = refresh(session(5), 'ses_1', generation, useAt(1))
    expect(result.outcome).toBe(outcome)
    expect(result).toEqual(expect.objectContaining(gives ? { generation: gives } : {}))
  })

  it.each([
    [{ why: 'SIGNED_OUT', atMs: 0 } as const, 'refused'],
    [{ why: 'REUSED', atMs: 0 } as const, 'reused'],
  ])('is of no use after %j', (ended, outcome) => {
    for (const generation of [3, 4, 5, 6])
      expect(refresh(session(5, { ended }), 'ses_1', generation, useAt(1))).toEqual({ outcome })
  })

  it('does not end again what has ended', () => {
    const ended = signedOut(session(5), 1)
    expect(ended?.ended).toEqual({ why: 'SIGNED_OUT', atMs: 1 })
    expect(ended && signedOut(ended, 2)).toBeUndefined()
  })
})

describe('what a session owes', () => {
  it('is its sign-in at first, due soon', () => {
    const { owedVisits, dueAt } = session(1)
    expect(owedVisits).toEqual([{ factId: 'ses_1.1', atMs: 0 }])
    expect(dueAt).toBeGreaterThan(0)
  })

  it('is settled visit by visit, and due until nothing is left', () => {
    const two = oweVisit(session(2), 'ses_1', 15 * MINUTE_MS)
    const [first, second] = two.owedVisits
    const one = first && settleVisits(two, [first])
    expect(one).toMatchObject({ owedVisits: [second], dueAt: two.dueAt })
    const none = one && second && settleVisits(one, [second])
    expect(none?.owedVisits).toEqual([])
    expect(none).not.toHaveProperty('dueAt')
    expect(none && first && settleVisits(none, [first])).toBeUndefined()
  })

  it('is put off for longer the longer it is owed, up to half a minute and its jitter', () => {
    const waits = [0, 10_000, 40_000, 3_600_000].map(
      nowMs => (postponeVisits(session(1), nowMs, 0.5)?.dueAt ?? 0) - nowMs,
    )
    expect(waits).toEqual([2_000, 5_000, 20_000, 30_000])
    const extremes = [0, 1].map(
      random => (postponeVisits(session(1), 3_600_000, random)?.dueAt ?? 0) - 3_600_000,
    )
    expect(extremes).toEqual([22_500, 37_500])
  })

  it('is not put off when it is nothing', () => {
    expect(postponeVisits(session(1, { owedVisits: [] }), 1, 0)).toBeUndefined()
  })

  it('does not grow when a clock goes back', () => {
    const later = session(1, { lastVisitAtMs: 10 * MINUTE_MS })
    expect(oweVisit(later, 'ses_1', 5 * MINUTE_MS)).toBe(later)
  })
})

describe('a key ring', () => {
  const key = (kid: string, signsFromMs: number): SigningKey => {
    const jwk = { kty: 'EC', crv: 'P-256', x: '', y: '', d: '' } as const
    return { kid, jwk, signsFromMs }
  }
  const ring = { keys: [key('a', 100), key('b', 200)] }

  it('signs with the latest key whose time has come, and with the first before any has', () => {
    expect([99, 100, 199, 200].map(nowMs => signingKeyAt(ring, nowMs).kid)).toEqual(['a', 'a', 'a', 'b'])
  })

  it('publishes a key for as long as a token of it lives after the next one signs, and the last for ever', () => {
    const life = 15 * MINUTE_MS + MINUTE_MS
    expect(publishedKeys(ring, 200 + life).map(({ kid }) => kid)).toEqual(['a', 'b'])
    expect(publishedKeys(ring, 200 + 60 * MINUTE_MS).map(({ kid }) => kid)).toEqual(['b'])
  })

  it('does not take a next key while one is about to sign', () => {
    expect(rotated(ring, key('c', 0), 199)).toBeUndefined()
    expect(rotated(ring, key('c', 0), 200)?.keys.at(-1)).toMatchObject({
      kid: 'c',
      signsFromMs: 200 + MINUTE_MS,
    })
  })
})
