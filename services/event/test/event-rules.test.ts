import { judged } from '@rewards/errors/testing'
import { describe, expect, test } from 'vitest'
import { type ConditionDraft, toCondition } from '../src/domain/condition-definition.ts'
import { isClaimable } from '../src/domain/event.ts'
import { checkOwner, newEvent } from '../src/domain/event-draft.ts'
import {
  eventNotFound,
  keyReused,
  lastReward,
  notYoursToGive,
  rewardExists,
  rewardNotFound,
  stockLowered,
} from '../src/domain/event-errors.ts'
import { checkTime, checkTimeZone, timeText } from '../src/domain/event-window.ts'
import { isVisible, isWithin, type Owned } from '../src/domain/ownership.ts'
import { toReward } from '../src/domain/reward-definition.ts'
import { condition, draft, event, reward } from './event-builders.ts'
import { HOUR, START } from './event-world.ts'

const EVERYWHERE = 'everywhere'
const NOWHERE: ReadonlySet<string> = new Set()
const IN_A: ReadonlySet<string> = new Set(['grp_a'])
const MAKING = { createdBy: 'usr_operator', nowMs: START, fingerprint: 'f' }

describe('claims are taken', () => {
  const active = event({ status: 'ACTIVE' })

  test('from the first moment of the window until before its end', () => {
    const moments = [START - 1, START, START + HOUR - 1, START + HOUR]
    expect(moments.map(nowMs => isClaimable(active, nowMs))).toEqual([false, true, true, false])
  })

  test.each(['READY', 'INACTIVE', 'END', 'CANCELED', 'DELETED'] as const)('by no %s event', status => {
    expect(isClaimable({ ...active, status }, START)).toBe(false)
  })
})

describe('an event', () => {
  const ours: Owned & { readonly status: 'ACTIVE' } = { status: 'ACTIVE' }
  const theirs = { ...ours, ownerGroupId: 'grp_b' }
  const mine = { ...ours, ownerGroupId: 'grp_a' }

  test('lies in the scope of its group; one without a group in that of everywhere alone', () => {
    const all = [ours, mine, theirs]
    expect(all.map(one => isWithin(EVERYWHERE, one))).toEqual([true, true, true])
    expect(all.map(one => isWithin(IN_A, one))).toEqual([false, true, false])
    expect(all.map(one => isWithin(NOWHERE, one))).toEqual([false, false, false])
    expect(isWithin(new Set(['']), ours)).toBe(true)
  })

  test('is seen by who may change it, whatever its status', () => {
    for (const status of ['READY', 'ACTIVE', 'DELETED'] as const) {
      const all = [ours, mine, theirs].map(one => ({ ...one, status }))
      expect(all.map(one => isVisible(one, EVERYWHERE))).toEqual([true, true, true])
      expect(all.map(one => isVisible(one, IN_A))).toEqual([false, true, false])
    }
  })

  test('is seen by players unless it is DELETED, or prepared by a group', () => {
    const statuses = ['READY', 'ACTIVE', 'INACTIVE', 'END', 'CANCELED', 'DELETED'] as const
    const seen = (ownerGroupId?: string) =>
      statuses.filter(status => isVisible({ status, ...(ownerGroupId && { ownerGroupId }) }, NOWHERE))
    expect(seen()).toEqual(['READY', 'ACTIVE', 'INACTIVE', 'END', 'CANCELED'])
    expect(seen('grp_a')).toEqual(['ACTIVE', 'INACTIVE', 'END', 'CANCELED'])
  })
})

describe('what is made of an event as it was sent', () => {
  const kept = {
    name: 'Spring',
    description: '',
    status: 'READY',
    startsAtMs: START,
    endsAtMs: START + HOUR,
    timeZone: 'Asia/Seoul',
    conditions: [],
    rewards: [toReward(reward('rwd_a'))],
    revision: 1,
    buckets: {},
    removedRewardIds: [],
    createdBy: 'usr_operator',
    createdAtMs: START,
    changedAtMs: START,
    fingerprint: 'f',
  }

  test('is READY, owes nothing, and belongs to the whole system', () => {
    expect(newEvent(draft(), MAKING)).toStrictEqual(kept)
  })

  test('belongs to the group that was named, and is in UTC when no zone was', () => {
    const made = newEvent(draft({ ownerGroupId: 'grp_a', timeZone: '' }), MAKING)
    expect(made).toStrictEqual({ ...kept, ownerGroupId: 'grp_a', timeZone: 'UTC' })
  })

  test('has its conditions and rewards in their order', () => {
    const sent = {
      conditions: [condition('cnd_b'), condition('cnd_a')],
      rewards: [reward('rwd_b'), reward('rwd_a')],
    }
    const { conditions, rewards } = newEvent(draft(sent), MAKING)
    expect(conditions.map(({ conditionId }) => conditionId)).toEqual(['cnd_b', 'cnd_a'])
    expect(rewards.map(({ rewardId }) => rewardId)).toEqual(['rwd_b', 'rwd_a'])
  })

  test.each([{ startsAtMs: undefined }, { endsAtMs: undefined }])(
    'is nothing without a window: %o',
    missing => {
      expect(() => newEvent(draft(missing), MAKING)).toThrow('an event passed without a window')
    },
  )
})

describe('a condition', () => {
  test.each(['1', 1, -0.5, true, false, null, ''])('is kept with the value %j', value => {
    const { startsAtMs: _, ...rest } = condition('cnd_a', { value })
    expect(toCondition(condition('cnd_a', { value }))).toStrictEqual(rest)
  })

  test('is kept with its start, the first moment of all too', () => {
    for (const startsAtMs of [START, 0]) {
      const sent: ConditionDraft = condition('cnd_a', { startsAtMs })
      expect(toCondition(sent)).toStrictEqual(sent)
    }
  })

  test.each([[[]], [{}], [undefined], [Number.NaN], [1n]])('cannot have the value %o', value => {
    expect(() => toCondition(condition('cnd_a', { value }))).toThrow(
      'the condition cnd_a passed with a value that is no scalar',
    )
  })
})

describe('a reward', () => {
  const plain = {
    rewardId: 'rwd_a',
    name: 'Ten points',
    type: 'POINT',
    amount: 10,
    itemId: '',
    whenSoldOut: 'REFUSE_CLAIM',
  }

  test('is kept with its stock, and with none when none was sent', () => {
    expect(toReward(reward('rwd_a'))).toStrictEqual(plain)
    expect(toReward(reward('rwd_a', { stock: 5 }))).toStrictEqual({ ...plain, stock: 5 })
  })

  test.each(['REFUSE_CLAIM', 'GRANT_THE_REST'])('is kept with the choice %s', whenSoldOut => {
    expect(toReward(reward('rwd_a', { whenSoldOut }))).toStrictEqual({ ...plain, whenSoldOut })
  })

  test('is nothing without a kind', () => {
    expect(() => toReward(reward('rwd_a', { kind: undefined }))).toThrow(
      'the reward rwd_a passed without a kind',
    )
  })
})

describe('a refusal', () => {
  test.each([
    [
      () => eventNotFound('evt_a'),
      'not_found',
      'EVENT_NOT_FOUND',
      { eventId: 'evt_a' },
      'there is no event evt_a',
    ],
    [
      () => rewardNotFound('rwd_a'),
      'not_found',
      'REWARD_NOT_FOUND',
      { rewardId: 'rwd_a' },
      'the event has no reward rwd_a',
    ],
    [
      () => rewardExists('rwd_a'),
      'already_exists',
      'REWARD_EXISTS',
      { rewardId: 'rwd_a' },
      'the event has or had a reward rwd_a; an id is not used again',
    ],
    [
      () => lastReward(),
      'failed_precondition',
      'LAST_REWARD',
      {},
      'an event has at least one reward; its last one cannot be removed',
    ],
    [
      () => stockLowered('rwd_a', undefined),
      'failed_precondition',
      'STOCK_LOWERED',
      { rewardId: 'rwd_a' },
      'the reward rwd_a has no stock; once activation was tried, stock can be raised, but neither lowered, nor added, nor taken away',
    ],
    [
      () => keyReused('evt_a'),
      'failed_precondition',
      'KEY_REUSED',
      { eventId: 'evt_a' },
      'the idempotency key made evt_a with another request; use a new key for a new event',
    ],
    [
      () => notYoursToGive(undefined),
      'permission_denied',
      'PERMISSION_DENIED',
      { permission: 'event.write' },
      'this needs the permission event.write everywhere, or the group that shall own the event',
    ],
    [
      () => notYoursToGive(`grp_${'a'.repeat(40)}`),
      'permission_denied',
      'PERMISSION_DENIED',
      { permission: 'event.write' },
      `this needs the permission event.write in the group "grp_${'a'.repeat(36)}"`,
    ],
  ])('says what it is about: %s', (refusal, kind, reason, metadata, message) => {
    const error = refusal()
    expect(error).toMatchObject({ kind, reason, message })
    expect(error.metadata).toEqual(metadata)
  })
})

describe('what an event may have', () => {
  test('a time from 2000 to 2200, both included', () => {
    const first = Date.UTC(2000, 0, 1)
    const last = Date.UTC(2200, 0, 1)
    const isOne = (ms: number) => judged(violations => checkTime(violations, 'f', ms))[1].length === 0
    expect([first - 1, first, last, last + 1].map(isOne)).toEqual([false, true, true, false])
  })

  test.each(['', 'UTC', 'Asia/Seoul', 'America/Argentina/ComodRivadavia'])('the zone %j', zone => {
    expect(judged(violations => checkTimeZone(violations, 'event.time_zone', zone))[1]).toEqual([])
  })

  test.each(['+09:00', '9', 'Nowhere', ' UTC', `A${'b'.repeat(70)}`])('not the zone %j', zone => {
    const is = JSON.stringify(zone.slice(0, 64))
    expect(judged(violations => checkTimeZone(violations, 'f', zone))[1]).toEqual([
      { field: 'f', description: `is ${is}; allowed is an IANA time zone such as Asia/Seoul` },
    ])
  })

  test.each([undefined, 'grp_a'])('the owner %s', owner => {
    expect(judged(violations => checkOwner(violations, 'f', owner))[1]).toEqual([])
  })

  test.each(['', 'usr_a'])('not the owner %j', owner => {
    expect(judged(violations => checkOwner(violations, 'f', owner))[1]).toMatchObject([{ field: 'f' }])
  })
})

test('a time is written in UTC, and is no time where there is none', () => {
  expect(timeText(0)).toBe('1970-01-01T00:00:00.000Z')
  expect(timeText(8.64e15)).toBe('+275760-09-13T00:00:00.000Z')
  expect([-8.64e15 - 1, 8.64e15 + 1, Number.NaN].map(timeText)).toEqual(Array(3).fill('no time'))
})
