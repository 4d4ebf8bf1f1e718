import { describe, expect, test } from 'vitest'
import {
  attemptByKey,
  attemptOf,
  type Claim,
  claimId,
  isGranted,
  limitedToGrant,
  mayBeClaimId,
} from '../src/domain/claim.ts'
import type { ClaimCommand } from '../src/domain/claim-steps.ts'
import { evolveClaim } from '../src/domain/evolve-claim.ts'
import {
  accept,
  after,
  fail,
  giveUp,
  granted,
  leavable,
  limited,
  merge,
  open,
  rejected,
  tried,
  unlimited,
} from './claim-builders.ts'

const [A, B, C] = [unlimited('rwd_a'), unlimited('rwd_b'), unlimited('rwd_c')]

/** A claim in each state, all of them in attempt 2. */
const FAILED_ONCE = [open(1), fail(1, rejected('rwd_a'))]
const IN_STATE: Readonly<Record<Claim['state'], Claim>> = {
  RESERVING: after(...FAILED_ONCE, open(2, [limited('rwd_a')])),
  REQUESTED: after(...FAILED_ONCE, open(2)),
  SUCCESS: after(...FAILED_ONCE, open(2), merge(granted('rwd_a', 2))),
  FAILED: after(...FAILED_ONCE, open(2), fail(2, rejected('rwd_a', 2))),
}
const STATES = Object.keys(IN_STATE) as Claim['state'][]

describe('open', () => {
  test('begins a claim with its first attempt, and with no other', () => {
    expect([0, 2].map(attempt => tried(undefined, open(attempt)))).toEqual([undefined, undefined])
    expect(tried(undefined, open(1, [A], { idempotencyKey: 'key' }))).toEqual({
      eventId: 'evt_a',
      userId: 'usr_a',
      state: 'REQUESTED',
      attempt: 1,
      dueAt: 1_050,
      requested: [A],
      eventRevision: 3,
      leftOut: [],
      granted: {},
      holds: {},
      isFullyGranted: false,
      attempts: [
        {
          no: 1,
          opId: 'op_1',
          acceptedBy: 'op_1',
          state: 'REQUESTED',
          by: 'usr_a',
          idempotencyKey: 'key',
          requestedAtMs: 1_000,
        },
      ],
      changedAtMs: 1_000,
    })
  })

  test('holds units first where a reward is limited, and has accepted nothing yet', () => {
    const claim = after(open(1, [A, limited('rwd_b')]))
    expect(claim.state).toBe('RESERVING')
    expect(claim.attempts).toStrictEqual([
      { no: 1, opId: 'op_1', state: 'RESERVING', by: 'usr_a', requestedAtMs: 1_000 },
    ])
  })

  test.each(STATES)(
    'of a claim that is %s: a next attempt where the last one failed, and only the next',
    state => {
      const opens = [1, 2, 3, 4].map(attempt => tried(IN_STATE[state], open(attempt)) !== undefined)
      expect(opens).toEqual([false, false, state === 'FAILED', false])
    },
  )

  test('takes the last attempt that may be made, and none after it', () => {
    const { FAILED: claim } = IN_STATE
    expect(tried(claim, open(3, [A], { maxAttempts: 3 }))?.attempt).toBe(3)
    expect(tried(claim, open(3, [A], { maxAttempts: 2 }))).toBeUndefined()
  })

  test('keeps what was granted with its unit, lets other units go, and puts the last attempt away', () => {
    const rewards = [limited('rwd_a'), limited('rwd_b'), leavable('rwd_c')]
    const claim = after(
      ...[open(1), fail(1, rejected('rwd_a'))],
      ...[open(2, rewards), accept(2, { rwd_a: 'bucket_a', rwd_b: 'bucket_b' }, ['rwd_c'])],
      fail(2, granted('rwd_a', 2), rejected('rwd_b', 2)),
      open(3, [limited('rwd_a'), B]),
    )
    expect(claim).toMatchObject({
      state: 'REQUESTED',
      attempt: 3,
      granted: { rwd_a: 2 },
      leftOut: [],
      isFullyGranted: false,
    })
    expect(claim.holds).toEqual({ rwd_a: 'bucket_a' })
    expect(claim).not.toHaveProperty('reason')
    expect(claim.attempts.map(({ no, past }) => [no, past])).toEqual([
      [1, { requested: [A], leftOut: [] }],
      [2, { requested: [limited('rwd_a'), limited('rwd_b')], leftOut: ['rwd_c'] }],
      [3, undefined],
    ])
  })
})

describe('accept', () => {
  const held = { rwd_a: 'bucket_a' }

  test('is of an attempt that reserves, and of that one alone', () => {
    for (const state of STATES)
      expect(tried(IN_STATE[state], accept(2, held)) !== undefined, state).toBe(state === 'RESERVING')
    expect([1, 3].map(attempt => tried(IN_STATE.RESERVING, accept(attempt, held)))).toEqual([
      undefined,
      undefined,
    ])
  })

  test('has the units that are held written down, and the attempt accepted', () => {
    const before = IN_STATE.RESERVING
    const claim = tried(before, accept(2, held))
    expect(claim).toEqual({
      ...before,
      state: 'REQUESTED',
      holds: held,
      dueAt: 2_060,
      changedAtMs: 2_010,
      attempts: [
        before.attempts[0],
        { ...before.attempts[1], state: 'REQUESTED', acceptedBy: 'op_2_accept' },
      ],
    })
  })

  test('needs a unit of each limited reward that was not granted before', () => {
    const claim = after(open(1, [A, limited('rwd_b'), limited('rwd_c')]))
    expect(tried(claim, accept(1, { rwd_b: 'bucket_b' }, ['rwd_c']))).toBeUndefined()
    expect(tried(claim, accept(1, { rwd_b: 'bucket_b', rwd_c: 'bucket_c' }))?.state).toBe('REQUESTED')
    const again = after(
      ...[open(1, [limited('rwd_a'), B]), accept(1, held), fail(1, granted('rwd_a'), rejected('rwd_b'))],
      open(2, [limited('rwd_a'), limited('rwd_b')]),
      accept(2, { rwd_b: 'bucket_b' }),
    )
    expect(again.holds).toEqual({ rwd_a: 'bucket_a', rwd_b: 'bucket_b' })
  })

  test('leaves out what may be left out and was seen to be sold out, and nothing else', () => {
    const claim = after(open(1, [A, limited('rwd_b'), leavable('rwd_c'), leavable('rwd_d')]))
    const all = { rwd_b: 'bucket_b', rwd_c: 'bucket_c' }
    expect(tried(claim, accept(1, all))).toBeUndefined()
    expect(tried(claim, accept(1, { rwd_c: 'bucket_c' }, ['rwd_b', 'rwd_d']))).toBeUndefined()
    expect(tried(claim, accept(1, all, ['rwd_d']))).toMatchObject({
      state: 'REQUESTED',
      leftOut: ['rwd_d'],
      requested: [A, limited('rwd_b'), leavable('rwd_c')],
      holds: all,
    })
  })

  test('fails where nothing would be left', () => {
    const claim = after(open(1, [leavable('rwd_a'), leavable('rwd_b')]))
    expect(tried(claim, accept(1, {}, ['rwd_a', 'rwd_b']))).toMatchObject({
      state: 'FAILED',
      reason: 'OUT_OF_STOCK',
      granted: {},
      attempts: [{ state: 'FAILED', reason: 'OUT_OF_STOCK', resolvedAtMs: 1_010 }],
    })
    expect(tried(claim, accept(1, { rwd_b: 'bucket_b' }, ['rwd_a']))).toMatchObject({ state: 'REQUESTED' })
  })
})

describe('give up', () => {
  test('is of an attempt that reserves, and of that one alone', () => {
    for (const state of STATES)
      expect(tried(IN_STATE[state], giveUp(2, 'rwd_a')) !== undefined, state).toBe(state === 'RESERVING')
    expect(tried(IN_STATE.RESERVING, giveUp(1, 'rwd_a'))).toBeUndefined()
  })

  test('is too late once the attempt was accepted, though what it holds is sold out', () => {
    const accepted = after(open(1, [limited('rwd_a')]), accept(1, { rwd_a: 'bucket_a' }))
    expect(tried(accepted, giveUp(1, 'rwd_a'))).toBeUndefined()
  })

  test('closes the attempt, and owes nothing any more', () => {
    const before = IN_STATE.RESERVING
    const { dueAt: _, ...rest } = before
    const ending = { state: 'FAILED', reason: 'OUT_OF_STOCK' }
    expect(tried(before, giveUp(2, 'rwd_a'))).toEqual({
      ...rest,
      ...ending,
      changedAtMs: 2_020,
      attempts: [before.attempts[0], { ...before.attempts[1], ...ending, resolvedAtMs: 2_020 }],
    })
  })

  test('needs a reward that is sold out and that the claim cannot do without', () => {
    const claim = after(open(1, [limited('rwd_a'), limited('rwd_b'), leavable('rwd_c')]))
    expect(tried(claim, giveUp(1))).toBeUndefined()
    expect(tried(claim, giveUp(1, 'rwd_c'))).toBeUndefined()
    expect(tried(claim, giveUp(1, 'rwd_c', 'rwd_b'))?.state).toBe('FAILED')
  })

  test('is no matter of a reward that was granted before', () => {
    const claim = after(
      ...[open(1, [limited('rwd_a'), B]), accept(1, { rwd_a: 'bucket_a' })],
      fail(1, granted('rwd_a'), rejected('rwd_b')),
      open(2, [limited('rwd_a'), limited('rwd_b')]),
    )
    expect(tried(claim, giveUp(2, 'rwd_a'))).toBeUndefined()
  })
})

describe('merge', () => {
  const claim = after(open(1, [A, B]))

  test('keeps what is news, and closes the claim once all of it is there', () => {
    const half = tried(claim, merge(granted('rwd_b'), rejected('rwd_a')))
    expect(half).toEqual({ ...claim, granted: { rwd_b: 1 }, changedAtMs: 7_030 })
    const whole = tried(half, merge(granted('rwd_a')))
    expect(whole).toMatchObject({ state: 'SUCCESS', granted: { rwd_a: 1, rwd_b: 1 }, isFullyGranted: true })
    expect(whole?.attempts).toEqual([{ ...claim.attempts[0], state: 'SUCCESS', resolvedAtMs: 7_030 }])
    expect(whole).not.toHaveProperty('dueAt')
    expect(whole).not.toHaveProperty('reason')
  })

  test('writes nothing where nothing is news', () => {
    const half = after(open(1, [A, B]), merge(granted('rwd_a')))
    for (const outcomes of [[], [granted('rwd_a')], [granted('rwd_a', 2)], [rejected('rwd_b')]])
      expect(tried(half, merge(...outcomes)), JSON.stringify(outcomes)).toBeUndefined()
  })

  test('never lets a later attempt take the place of the one that was granted', () => {
    const half = after(open(1, [A, B, C]), merge(granted('rwd_a', 1)))
    expect(tried(half, merge(granted('rwd_a', 2), granted('rwd_b', 2)))?.granted).toEqual({
      rwd_a: 1,
      rwd_b: 2,
    })
  })

  test('closes what was granted before it was asked for again', () => {
    const again = after(open(1, [A, B]), fail(1, granted('rwd_a'), rejected('rwd_b')), open(2, [A]))
    expect(tried(again, merge())).toMatchObject({
      state: 'SUCCESS',
      isFullyGranted: true,
      granted: { rwd_a: 1 },
    })
  })

  test('of a claim that is not REQUESTED changes no state', () => {
    expect(tried(IN_STATE.FAILED, merge(granted('rwd_a', 2)))).toMatchObject({
      state: 'FAILED',
      reason: 'GRANT_FAILED',
      granted: { rwd_a: 2 },
      isFullyGranted: false,
    })
    expect(tried(IN_STATE.RESERVING, merge(granted('rwd_a', 1)))).toMatchObject({
      state: 'RESERVING',
      granted: { rwd_a: 1 },
    })
  })
})

describe('fail', () => {
  test('is of an attempt that was accepted, and of that one alone', () => {
    for (const state of STATES)
      expect(tried(IN_STATE[state], fail(2, rejected('rwd_a', 2))) !== undefined, state).toBe(
        state === 'REQUESTED',
      )
    expect(tried(IN_STATE.REQUESTED, fail(1, rejected('rwd_a', 1)))).toBeUndefined()
    expect(tried(IN_STATE.REQUESTED, fail(3, rejected('rwd_a', 3)))).toBeUndefined()
  })

  test('needs every reward that is open to be rejected, in this very attempt', () => {
    const claim = after(...FAILED_ONCE, open(2, [A, B]))
    for (const outcomes of [
      [],
      [rejected('rwd_a', 2)],
      [rejected('rwd_a', 2), rejected('rwd_b', 1)],
      [rejected('rwd_a', 2), rejected('rwd_b', 3)],
      [granted('rwd_a', 2), granted('rwd_b', 2)],
    ])
      expect(tried(claim, fail(2, ...outcomes)), JSON.stringify(outcomes)).toBeUndefined()
    expect(tried(claim, fail(2, rejected('rwd_a', 2), rejected('rwd_b', 2)))?.state).toBe('FAILED')
  })

  test('keeps what the attempt was granted besides', () => {
    const claim = after(open(1, [A, B, C]), merge(granted('rwd_a')))
    const failed = tried(claim, fail(1, granted('rwd_b'), rejected('rwd_c')))
    expect(failed).toMatchObject({
      state: 'FAILED',
      reason: 'GRANT_FAILED',
      granted: { rwd_a: 1, rwd_b: 1 },
      isFullyGranted: false,
      changedAtMs: 1_040,
      attempts: [{ state: 'FAILED', reason: 'GRANT_FAILED', resolvedAtMs: 1_040 }],
    })
    expect(failed).not.toHaveProperty('dueAt')
  })

  test('is nothing for a claim that has all it asked for', () => {
    const whole = after(open(1, [A, B]), fail(1, granted('rwd_a'), rejected('rwd_b')), open(2, [A]))
    expect(tried(whole, fail(2))).toBeUndefined()
  })
})

describe('lease', () => {
  const claim = after(open(1))

  test('puts off what is due, where it is as it was seen', () => {
    expect(tried(claim, { type: 'lease', seenDueAt: 1_050, dueAt: 9_000 })).toEqual({
      ...claim,
      dueAt: 9_000,
    })
    expect(tried(claim, { type: 'lease', seenDueAt: 1_049, dueAt: 9_000 })).toBeUndefined()
  })
})

test('a claim that there is not takes no step but open', () => {
  const lease = { type: 'lease', seenDueAt: 1, dueAt: 2 } as const
  const steps: readonly ClaimCommand[] = [accept(1, {}), giveUp(1), merge(granted('rwd_a')), fail(1), lease]
  for (const step of steps) expect(tried(undefined, step), step.type).toBeUndefined()
  expect(() => evolveClaim(undefined, { type: 'leased', dueAt: 1 })).toThrow(
    'a claim must be opened before it is leased',
  )
})

describe('of a claim', () => {
  test('the id names event, user and slot', () => {
    expect([claimId('evt_a', 'usr_a'), claimId('evt_a', 'usr_a', 'd1')]).toEqual([
      'evt_a:usr_a:once',
      'evt_a:usr_a:d1',
    ])
  })

  test.each([
    ['', false],
    ['x', true],
    ['x'.repeat(100), true],
    ['x'.repeat(101), false],
    ['half \ud800', false],
  ])('%j may be an id: %s', (text, may) => expect(mayBeClaimId(text)).toBe(may))

  test('units are taken in one order, and none of what is granted or not limited', () => {
    for (const order of ['bdec', 'debc', 'cebd', 'ebdc']) {
      const requested = [A, ...Array.from(order, letter => limited(`rwd_${letter}`))]
      const toGrant = limitedToGrant({ requested, granted: { rwd_c: 1 } })
      expect(toGrant.map(({ rewardId }) => rewardId)).toEqual(['rwd_b', 'rwd_d', 'rwd_e'])
    }
    expect([isGranted({ granted: { rwd_c: 1 } }, 'rwd_c'), isGranted({ granted: {} }, 'rwd_c')]).toEqual([
      true,
      false,
    ])
  })

  test('attempts are found by number and by key', () => {
    const claim = after(open(1, [A], { idempotencyKey: 'one' }), fail(1, rejected('rwd_a')), open(2))
    expect([1, 2, 3].map(no => attemptOf(claim, no)?.no)).toEqual([1, 2, undefined])
    expect(['one', 'two'].map(key => attemptByKey(claim, key)?.no)).toEqual([1, undefined])
  })
})
