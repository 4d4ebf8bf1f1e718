import { problemsIn } from '@rewards/errors/testing'
import { describe, expect, it } from 'vitest'
import { answerOf } from '../src/domain/answer.ts'
import { addGrant, type Balance, EMPTY_BALANCE } from '../src/domain/balance.ts'
import {
  decideGrant,
  evolveGrant,
  type Grant,
  type GrantCommand,
  grantId,
  grantStep,
} from '../src/domain/grant.ts'
import {
  checkSimulation,
  isRejected,
  NO_SIMULATION,
  type Simulation,
  silenceOf,
} from '../src/domain/simulation.ts'
import { BADGE, COUPONS, grant, POINTS, request } from './builders.ts'

const { rewards: _, attempt: __, ...names } = request()
const nowMs = 5_000
const EFFECT = { reference: 'ref', codes: [] }

const asks = (attempt: number): GrantCommand => {
  const { claimId, eventId, userId } = names
  return { type: 'request', nowMs, claimId, eventId, userId, attempt, reward: COUPONS, provider: 'other' }
}
const grants = (generation: number): GrantCommand => ({ type: 'grant', nowMs, generation, effect: EFFECT })
const rejects = (generation: number): GrantCommand => ({ type: 'reject', nowMs, generation, reason: 'NO' })

const pending = grant({ generation: 2 })
const granted = grant({ generation: 2, state: 'GRANTED', effect: EFFECT })
const rejected = grant({ generation: 2, state: 'REJECTED', reason: 'BEFORE' })

describe('a grant', () => {
  it('is inserted before anything else becomes of it', () => {
    const event = { type: 'granted', atMs: nowMs, effect: EFFECT } as const
    expect(() => evolveGrant(undefined, event)).toThrow('a grant must be inserted before it is granted')
  })

  it.each<[string, Grant | undefined, GrantCommand, string | undefined]>([
    ['that is absent is inserted', undefined, asks(1), 'inserted'],
    ['that is absent is inserted in whatever attempt asks first', undefined, asks(7), 'inserted'],
    ['that is absent cannot be granted', undefined, grants(1), undefined],
    ['that is absent cannot be rejected', undefined, rejects(1), undefined],
    ['that is pending is left by a repeat', pending, asks(2), undefined],
    ['that is pending is left by an older request', pending, asks(1), undefined],
    ['that is pending is left by a newer request', pending, asks(3), undefined],
    ['that is pending is granted in its generation', pending, grants(2), 'granted'],
    ['that is pending is not granted by an older generation', pending, grants(1), undefined],
    ['that is pending is not granted by a newer generation', pending, grants(3), undefined],
    ['that is pending is rejected in its generation', pending, rejects(2), 'rejected'],
    ['that is pending is not rejected by an older generation', pending, rejects(1), undefined],
    ['that is granted is left by a newer request', granted, asks(3), undefined],
    ['that is granted is not granted again', granted, grants(2), undefined],
    ['that is granted is not rejected', granted, rejects(2), undefined],
    ['that is rejected is left by a repeat', rejected, asks(2), undefined],
    ['that is rejected is left by an older request', rejected, asks(1), undefined],
    ['that is rejected is opened again by a newer request', rejected, asks(3), 'reopened'],
    ['that is rejected is not granted late', rejected, grants(2), undefined],
    ['that is rejected is not rejected again', rejected, rejects(2), undefined],
  ])('%s', (_title, current, command, event) => {
    expect(decideGrant(current, command)?.type).toBe(event)
  })

  it('is pending, of the attempt and the provider that it was asked for with, when inserted', () => {
    expect(grantStep(asks(4))(undefined)).toEqual({
      ...names,
      reward: COUPONS,
      state: 'PENDING',
      generation: 4,
      provider: 'other',
      createdAtMs: nowMs,
      changedAtMs: nowMs,
    })
  })

  it('takes the newer generation, provider and snapshot, and forgets the reason, when opened again', () => {
    const { reason: _reason, ...rest } = rejected
    const reopened = {
      state: 'PENDING',
      generation: 3,
      provider: 'other',
      reward: COUPONS,
      changedAtMs: nowMs,
    }
    expect(grantStep(asks(3))(rejected)).toEqual({ ...rest, ...reopened })
  })

  it('keeps what it is and adds its outcome when it ends', () => {
    const ended = { ...pending, changedAtMs: nowMs }
    expect(grantStep(grants(2))(pending)).toEqual({ ...ended, state: 'GRANTED', effect: EFFECT })
    expect(grantStep(rejects(2))(pending)).toEqual({ ...ended, state: 'REJECTED', reason: 'NO' })
  })

  it('is named by its claim and its reward', () => {
    expect(grantId('evt_a:usr_b:once', 'rwd_c')).toBe('evt_a:usr_b:once:rwd_c')
  })
})

describe('the answer', () => {
  const outcome = ({ generation, state, reason = '' }: Grant) => ({
    rewardId: POINTS.rewardId,
    state,
    generation,
    reason,
  })

  it.each<[string, Grant[], ReturnType<typeof answerOf>]>([
    ['is nothing while all is pending', [pending, pending], undefined],
    ['is nothing while something may still be granted', [pending, rejected], undefined],
    [
      'is what is granted while something is pending',
      [granted, pending, rejected],
      { type: 'granted', outcomes: [outcome(granted)] as never },
    ],
    [
      'is everything when all is granted',
      [granted, granted],
      { type: 'granted', outcomes: [outcome(granted), outcome(granted)] as never },
    ],
    [
      'is the whole vector when something is rejected and nothing pending',
      [granted, rejected],
      { type: 'failed', outcomes: [outcome(granted), outcome(rejected)] as never },
    ],
  ])('%s', (_title, all, answer) => {
    expect(answerOf(all)).toEqual(answer)
  })
})

describe('a balance', () => {
  const sum = (...all: Grant[]): Balance => all.reduce(addGrant, EMPTY_BALANCE)

  it('sums points and coupons, and holds a badge once', () => {
    const all = [POINTS, POINTS, COUPONS, BADGE, BADGE].map(reward => ({ ...granted, reward }))
    expect(sum(...all)).toEqual({ points: 200n, coupons: 3n, badgeIds: new Set(['early-bird']) })
  })

  it('does not count what is pending or rejected', () => {
    expect(sum(pending, rejected)).toEqual(EMPTY_BALANCE)
  })

  it('counts exactly what doubles cannot', () => {
    const most = { ...granted, reward: { ...POINTS, amount: 10 ** 12 } }
    const one = { ...granted, reward: { ...POINTS, amount: 1 } }
    expect(addGrant(addGrant({ ...EMPTY_BALANCE, points: 2n ** 60n }, most), one).points).toBe(
      2n ** 60n + 10n ** 12n + 1n,
    )
  })

  it('throws rather than overflow an answer', () => {
    const full = { ...EMPTY_BALANCE, points: 2n ** 63n - 100n, coupons: 2n ** 63n - 4n }
    expect(addGrant(full, { ...granted, reward: { ...POINTS, amount: 99 } }).points).toBe(2n ** 63n - 1n)
    expect(() => addGrant(full, granted)).toThrow('the sum 9223372036854775808 does not fit 64 bits')
    expect(addGrant(full, { ...granted, reward: COUPONS }).coupons).toBe(2n ** 63n - 1n)
  })
})

describe('the simulation', () => {
  const keys = Array.from({ length: 1_000 }, (_, n) => `evt_a:usr_${n}:once:rwd_b#1`)
  const rejectedAt = (rejectPercent: number) =>
    keys.filter(key => isRejected({ ...NO_SIMULATION, rejectPercent }, key))

  it('rejects none at 0, all at 100, about as many as it should between', () => {
    expect(rejectedAt(0)).toEqual([])
    expect(rejectedAt(100)).toEqual(keys)
    expect(Math.abs(rejectedAt(30).length - 300)).toBeLessThan(50)
  })

  it('rejects at a higher percentage whatever it rejects at a lower one', () => {
    const more = new Set(rejectedAt(40))
    expect(rejectedAt(20).every(key => more.has(key))).toBe(true)
  })

  it('judges each generation of a grant by itself', () => {
    const again = keys.map(key => key.replace('#1', '#2'))
    const chosen = (all: string[]) => all.map(key => isRejected({ ...NO_SIMULATION, rejectPercent: 50 }, key))
    expect(chosen(again)).not.toEqual(chosen(keys))
  })

  it('is silent until its time, and by chance', () => {
    const down = { ...NO_SIMULATION, failingUntilMs: 1_000 }
    expect([silenceOf(down, 999, 0), silenceOf(down, 1_000, 0)]).toEqual(['the simulator is down', undefined])
    const shaky = { ...NO_SIMULATION, failPercent: 10 }
    expect([silenceOf(shaky, 0, 0.099), silenceOf(shaky, 0, 0.1)]).toEqual([
      'the simulator failed by chance',
      undefined,
    ])
    expect(silenceOf({ ...NO_SIMULATION, failPercent: 100 }, 0, 0.999)).toBeDefined()
  })
})

describe('how the simulator shall behave', () => {
  const found = (simulation: Partial<Simulation>) =>
    problemsIn(violations => checkSimulation(violations, { ...NO_SIMULATION, ...simulation })).join('; ')
  const LIMITS = [
    ['latencyMs', 'simulation.latency_ms', 60_000],
    ['rejectPercent', 'simulation.reject_percent', 100],
    ['failPercent', 'simulation.fail_percent', 100],
    ['grantsPerRequest', 'simulation.grants_per_request', 20],
  ] as const

  it.each(LIMITS)('has a %s within its limits, which are told otherwise', (name, field, max) => {
    expect([found({ [name]: 0 }), found({ [name]: max })]).toEqual(['', ''])
    for (const value of [-1, max + 1])
      expect(found({ [name]: value })).toBe(`${field} is ${value}; allowed is 0 to ${max}`)
  })

  it('may fail until any time that there is', () => {
    expect(found({ failingUntilMs: Date.UTC(2100, 0) })).toBe('')
    expect(found({ failingUntilMs: Number.NaN })).toBe(
      'simulation.failing_until is no time; allowed is any time',
    )
  })
})
