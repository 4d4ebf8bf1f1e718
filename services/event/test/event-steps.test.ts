import { judged, problemsIn } from '@rewards/errors/testing'
import { describe, expect, test } from 'vitest'
import type { Event } from '../src/domain/event.ts'
import { type Change, decideChange, decidePreparation, wasMade } from '../src/domain/event-change.ts'
import {
  checkMask,
  checkPatch,
  type EventPatch,
  type PatchField,
  patchEvent,
  requirePatchable,
  touchesConditions,
} from '../src/domain/event-patch.ts'
import { addReward, removeReward, updateReward } from '../src/domain/event-rewards.ts'
import { endIfOver, endsByItself, toStatus } from '../src/domain/event-status.ts'
import { bucketsInserted, laidOutUnits, layOut, rewardsToPrepare } from '../src/domain/event-stock.ts'
import { toReward } from '../src/domain/reward-definition.ts'
import { condition, draft, event, reward } from './event-builders.ts'
import { HOUR, START } from './event-world.ts'

const A = toReward(reward('rwd_a'))
const B = toReward(reward('rwd_b'))
const LIMITED = toReward(reward('rwd_l', { stock: 250 }))
const NOW = START + 5

function refused(step: () => unknown): unknown {
  try {
    return step()
  } catch (error) {
    return error
  }
}

describe('a change', () => {
  const change = (changes: Partial<Change> = {}): Change => ({
    eventId: 'evt_a',
    expectedRevision: 1,
    fingerprint: 'rename',
    nowMs: NOW,
    step: before => ({ ...before, name: 'Summer' }),
    ...changes,
  })

  test('makes the next revision, and is remembered', () => {
    const before = event()
    expect(decideChange(before, change())).toStrictEqual({
      ...before,
      name: 'Summer',
      revision: 2,
      changedAtMs: NOW,
      recentChanges: [{ expectedRevision: 1, fingerprint: 'rename' }],
    })
  })

  test('is remembered among the last 16, the newest last', () => {
    const recentChanges = Array.from({ length: 16 }, (_, at) => ({ expectedRevision: at, fingerprint: 'f' }))
    const after = decideChange(event({ revision: 20, recentChanges }), change({ expectedRevision: 20 }))
    expect(after?.recentChanges?.map(({ expectedRevision }) => expectedRevision)).toEqual([
      ...Array.from({ length: 15 }, (_, at) => at + 1),
      20,
    ])
  })

  test('is none when it was made: the same request, on the same revision', () => {
    const recentChanges = [{ expectedRevision: 1, fingerprint: 'rename' }]
    const after = event({ revision: 2, recentChanges })
    expect(decideChange(after, change())).toBeUndefined()
    expect(decidePreparation(after, change())).toBeUndefined()
    expect(wasMade(after, { expectedRevision: 2, fingerprint: 'rename' })).toBe(false)
    expect(wasMade(after, { expectedRevision: 1, fingerprint: 'another' })).toBe(false)
    expect(wasMade(event(), { expectedRevision: 1, fingerprint: 'rename' })).toBe(false)
  })

  test('is none when the event is as it shall be, on whatever revision', () => {
    const isMade = ({ name }: Event) => name === 'Spring'
    expect(decideChange(event(), change({ isMade, expectedRevision: 9 }))).toBeUndefined()
    expect(decideChange(event({ name: 'Autumn' }), change({ isMade }))).toMatchObject({ name: 'Summer' })
  })

  test('is refused on another revision, and where there is no event', () => {
    for (const decide of [decideChange, decidePreparation]) {
      expect(refused(() => decide(event({ revision: 3 }), change()))).toMatchObject({
        kind: 'aborted',
        reason: 'REVISION_MISMATCH',
        message: 'the event has revision 3, not 1; read it again, and decide on what it is now',
        metadata: { currentRevision: '3' },
      })
      expect(refused(() => decide(undefined, change()))).toMatchObject({
        reason: 'EVENT_NOT_FOUND',
        metadata: { eventId: 'evt_a' },
      })
    }
  })

  test('that raises what was laid out records the further buckets in the same write', () => {
    const before = event({ status: 'ACTIVE', rewards: [LIMITED, A], buckets: { rwd_l: [200, 50] } })
    const raised = { ...LIMITED, stock: 300 }
    const after = decideChange(before, change({ step: old => ({ ...old, rewards: [raised, A] }) }))
    expect(after).toMatchObject({ buckets: { rwd_l: [200, 50, 50] }, bucketsOwed: true, dueAt: NOW })
  })

  test('lays out nothing that nobody can claim yet', () => {
    const after = decideChange(
      event({ rewards: [A] }),
      change({ step: old => ({ ...old, rewards: [A, LIMITED] }) }),
    )
    expect(after).toMatchObject({ buckets: {} })
    expect(after).not.toHaveProperty('bucketsOwed')
    expect(after).not.toHaveProperty('dueAt')
  })

  test('plans the end of the window while the event ends by itself', () => {
    const activate = (status: Event['status']) =>
      decideChange(event(), change({ step: old => ({ ...old, status }) }))?.dueAt
    expect(activate('ACTIVE')).toBe(START + HOUR)
    expect(activate('INACTIVE')).toBe(START + HOUR)
    expect(activate('CANCELED')).toBeUndefined()
  })

  test('is prepared by the buckets that have to be there before it, and by nothing else', () => {
    const before = event({ rewards: [A, LIMITED] })
    const activate = change({ step: old => toStatus(old, 'ACTIVE', NOW) })
    const prepared = decidePreparation(before, activate)
    expect(prepared).toStrictEqual({
      ...before,
      buckets: { rwd_l: [200, 50] },
      bucketsOwed: true,
      dueAt: NOW,
    })
    expect(decidePreparation(prepared, activate)).toBeUndefined()
    expect(decidePreparation(before, change())).toBeUndefined()
  })
})

describe('the buckets of these rewards are needed before', () => {
  const active = event({ status: 'ACTIVE', rewards: [A, LIMITED] })

  test('an activation: the limited ones', () => {
    expect(rewardsToPrepare(event({ rewards: [A, LIMITED] }), active)).toEqual([LIMITED])
  })

  test('a READY event is changed: none', () => {
    expect(rewardsToPrepare(event(), event({ rewards: [A, LIMITED] }))).toEqual([])
  })

  test('an event that left READY is changed: the limited ones that are new', () => {
    expect(rewardsToPrepare(active, { ...active, status: 'INACTIVE' })).toEqual([])
    expect(rewardsToPrepare({ ...active, rewards: [A] }, { ...active, rewards: [A, B, LIMITED] })).toEqual([
      LIMITED,
    ])
    const raised = { ...LIMITED, stock: 300 }
    expect(rewardsToPrepare(active, { ...active, rewards: [A, raised] })).toEqual([])
  })
})

describe('stock', () => {
  test('that is laid out counts for each reward by itself', () => {
    const laid = layOut(event(), [LIMITED, { ...LIMITED, rewardId: 'rwd_m', stock: 7 }, A], NOW)
    expect(laid.buckets).toEqual({ rwd_l: [200, 50], rwd_m: [7] })
    expect(['rwd_l', 'rwd_m', 'rwd_a'].map(id => laidOutUnits(laid, id))).toEqual([250, 7, 0])
  })

  test('that is laid out leaves what else is recorded', () => {
    const before = event({ buckets: { rwd_x: [3] } })
    expect(layOut(before, [LIMITED], NOW).buckets).toEqual({ rwd_x: [3], rwd_l: [200, 50] })
  })

  test('is not looked at where no bucket is owed', () => {
    expect(bucketsInserted(event(), {})).toBeUndefined()
  })

  test('is settled when nothing more is laid out than was inserted', () => {
    const owed = event({ buckets: { rwd_l: [200, 50] }, bucketsOwed: true, dueAt: NOW })
    const { bucketsOwed: _, dueAt: __, ...settled } = owed
    expect(bucketsInserted(owed, { rwd_l: [200, 50], rwd_m: [1] })).toStrictEqual(settled)
    expect(bucketsInserted(owed, { rwd_l: [200] })).toBeUndefined()
    expect(bucketsInserted(owed, {})).toBeUndefined()
  })
})

describe('the status', () => {
  test('is all that a change of it changes', () => {
    const before = event({ rewards: [A, LIMITED] })
    expect(toStatus(before, 'CANCELED', NOW)).toStrictEqual({ ...before, status: 'CANCELED' })
  })

  test('becomes CANCELED or END after the window too', () => {
    const paused = event({ status: 'INACTIVE' })
    expect(toStatus(paused, 'END', START + 2 * HOUR).status).toBe('END')
    expect(toStatus(paused, 'CANCELED', START + 2 * HOUR).status).toBe('CANCELED')
  })

  test('becomes END by itself from ACTIVE and INACTIVE alone, with the time and the next revision', () => {
    const all = ['READY', 'ACTIVE', 'INACTIVE', 'END', 'CANCELED', 'DELETED'] as const
    expect(all.filter(status => endsByItself({ status }))).toEqual(['ACTIVE', 'INACTIVE'])
    const active = event({ status: 'ACTIVE', revision: 4 })
    expect(endIfOver(active, START + HOUR)).toStrictEqual({
      ...active,
      status: 'END',
      revision: 5,
      changedAtMs: START + HOUR,
    })
  })
})

describe('a reward', () => {
  const before = event({ rewards: [A, B], removedRewardIds: ['rwd_old'] })

  test('is added at the end', () => {
    expect(addReward(before, LIMITED)).toStrictEqual({ ...before, rewards: [A, B, LIMITED] })
  })

  test('is not added again, nor when it was removed', () => {
    for (const rewardId of ['rwd_b', 'rwd_old'])
      expect(refused(() => addReward(before, { ...A, rewardId }))).toMatchObject({
        reason: 'REWARD_EXISTS',
        metadata: { rewardId },
      })
  })

  test('is added up to 20, and no further', () => {
    const many = Array.from({ length: 19 }, (_, at) => ({ ...A, rewardId: `rwd_${at}` }))
    const full = addReward(event({ rewards: many }), A)
    expect(full.rewards).toHaveLength(20)
    expect(refused(() => addReward(full, B))).toMatchObject({
      violations: [
        { field: 'reward', description: 'is one too many; allowed are 1 to 20 rewards of an event' },
      ],
    })
  })

  test('takes up what an earlier try laid out, and wants no less', () => {
    const tried = event({ rewards: [A], buckets: { rwd_l: [200, 50] } })
    expect(addReward(tried, LIMITED).rewards).toEqual([A, LIMITED])
    expect(refused(() => addReward(tried, { ...LIMITED, stock: 249 }))).toMatchObject({
      reason: 'STOCK_LOWERED',
      metadata: { rewardId: 'rwd_l', stock: '250' },
    })
    expect(addReward({ ...tried, status: 'ACTIVE' }, B).rewards).toEqual([A, B])
  })

  test('is limited from the start, or never', () => {
    const active = event({ status: 'ACTIVE', rewards: [A] })
    expect(addReward(active, LIMITED).rewards).toEqual([A, LIMITED])
    expect(refused(() => updateReward(active, { ...A, stock: 5 }))).toMatchObject({
      reason: 'STOCK_LOWERED',
      metadata: { rewardId: 'rwd_a' },
    })
    expect(updateReward(active, { ...A, name: 'More' }).rewards).toEqual([{ ...A, name: 'More' }])
    const limited = event({ status: 'ACTIVE', rewards: [LIMITED], buckets: { rwd_l: [200, 50] } })
    expect(updateReward(limited, { ...LIMITED, stock: 300 }).rewards).toEqual([{ ...LIMITED, stock: 300 }])
    expect(updateReward(event({ rewards: [A] }), { ...A, stock: 5 }).rewards).toEqual([{ ...A, stock: 5 }])
  })

  test('is changed where it stands', () => {
    const changed = { ...A, name: 'More' }
    expect(updateReward(before, changed)).toStrictEqual({ ...before, rewards: [changed, B] })
  })

  test('is removed for ever, but not the last one', () => {
    const one = removeReward(before, 'rwd_a')
    expect(one).toStrictEqual({ ...before, rewards: [B], removedRewardIds: ['rwd_old', 'rwd_a'] })
    expect(refused(() => removeReward(one, 'rwd_b'))).toMatchObject({ reason: 'LAST_REWARD' })
  })

  test('that there is not is neither changed nor removed', () => {
    const missing = { reason: 'REWARD_NOT_FOUND', metadata: { rewardId: 'rwd_old' } }
    expect(refused(() => updateReward(before, { ...A, rewardId: 'rwd_old' }))).toMatchObject(missing)
    expect(refused(() => removeReward(before, 'rwd_old'))).toMatchObject(missing)
  })

  test.each(['END', 'CANCELED', 'DELETED'] as const)('of a %s event stays as it is', status => {
    const over = { ...before, status }
    for (const step of [
      () => addReward(over, LIMITED),
      () => updateReward(over, A),
      () => removeReward(over, 'rwd_a'),
    ])
      expect(refused(step)).toMatchObject({
        reason: 'EVENT_STATUS',
        message: `the event is ${status}; it can be changed while it is READY, ACTIVE, INACTIVE`,
      })
  })
})

describe('a patch', () => {
  const NEW = draft({
    name: 'Summer',
    description: 'long',
    startsAtMs: START + 10,
    endsAtMs: START + 2 * HOUR,
    timeZone: 'Europe/Berlin',
    conditions: [condition('cnd_a')],
  })
  const patch = (...fields: PatchField[]): EventPatch => ({ fields: new Set(fields), draft: NEW })
  const problemsOf = (checked: EventPatch, before = event(), nowMs = START) =>
    problemsIn(violations => checkPatch(violations, before, checked, nowMs))
  const times = (changes: Partial<EventPatch['draft']>, ...fields: PatchField[]) =>
    problemsOf({ fields: new Set(fields), draft: draft(changes) })

  test.each([
    ['name', { name: 'Summer' }],
    ['description', { description: 'long' }],
    ['starts_at', { startsAtMs: START + 10 }],
    ['ends_at', { endsAtMs: START + 2 * HOUR }],
    ['time_zone', { timeZone: 'Europe/Berlin' }],
    ['conditions', { conditions: newConditions() }],
  ] as const)('of %s changes that alone', (field, changed) => {
    expect(patchEvent(event(), patch(field), START - 1)).toStrictEqual({ ...event(), ...changed })
  })

  test('to no zone is to UTC; a time that is missing stays', () => {
    const empty = draft({ timeZone: '', startsAtMs: undefined, endsAtMs: undefined })
    const fields = new Set<PatchField>(['time_zone', 'starts_at', 'ends_at'])
    expect(patchEvent(event(), { fields, draft: empty }, START)).toStrictEqual({
      ...event(),
      timeZone: 'UTC',
    })
  })

  test('has conditions judged again when it moves what they are judged by', () => {
    const fields = ['name', 'description', 'starts_at', 'ends_at', 'time_zone', 'conditions'] as const
    expect(fields.filter(field => touchesConditions(patch(field)))).toEqual([
      'starts_at',
      'ends_at',
      'time_zone',
      'conditions',
    ])
  })

  test('names fields that there are, and at least one', () => {
    const ALLOWED = 'allowed are name, description, starts_at, ends_at, time_zone, conditions, at least one'
    const problems = (mask: string[]) => {
      const [fields, found] = judged(violations => checkMask(violations, mask))
      return [[...fields], found]
    }
    expect(problems(['name', 'conditions', 'name'])).toEqual([['name', 'conditions'], []])
    expect(problems([])).toEqual([[], [{ field: 'update_mask', description: `is missing; ${ALLOWED}` }]])
    expect(problems(['name', 'x'.repeat(70), 'y'])).toEqual([
      ['name'],
      [{ field: 'update_mask', description: `has "${'x'.repeat(60)}"; ${ALLOWED}` }],
    ])
  })

  test('is checked in the fields that it names alone', () => {
    const bad = draft({
      name: '',
      description: 'x'.repeat(2_001),
      startsAtMs: undefined,
      endsAtMs: Number.NaN,
      timeZone: 'Nowhere',
      conditions: Array.from({ length: 21 }, (_, at) => condition(`cnd_${at}`)),
    })
    const fieldsOf = (field: PatchField) =>
      problemsOf({ fields: new Set([field]), draft: bad }).map(problem => problem.split(' ')[0])
    expect(fieldsOf('name')).toEqual(['event.name'])
    expect(fieldsOf('description')).toEqual(['event.description'])
    expect(fieldsOf('starts_at')).toEqual(['event.starts_at'])
    expect(fieldsOf('ends_at')).toEqual(['event.ends_at'])
    expect(fieldsOf('time_zone')).toEqual(['event.time_zone'])
    expect(fieldsOf('conditions')).toEqual(['event.conditions'])
    expect(problemsOf({ fields: new Set(), draft: bad })).toEqual([])
  })

  test('has its times judged against those that stay', () => {
    const AT = 'is 2026-01-01T01:00:00.000Z'
    expect(times({ startsAtMs: START + HOUR }, 'starts_at')).toEqual([
      `event.starts_at ${AT}; allowed is a time before ends_at, 2026-01-01T01:00:00.000Z`,
    ])
    expect(times({ endsAtMs: START }, 'ends_at')).toEqual([
      'event.ends_at is 2026-01-01T00:00:00.000Z; allowed is a time to come',
      'event.ends_at is 2026-01-01T00:00:00.000Z; allowed is a time after starts_at, 2026-01-01T00:00:00.000Z',
    ])
    expect(times({ startsAtMs: START + 2 * HOUR, endsAtMs: START + HOUR }, 'starts_at', 'ends_at')).toEqual([
      `event.ends_at ${AT}; allowed is a time after starts_at, 2026-01-01T02:00:00.000Z`,
    ])
    expect(
      times({ startsAtMs: START + 2 * HOUR, endsAtMs: START + 3 * HOUR }, 'starts_at', 'ends_at'),
    ).toEqual([])
    expect(times({ startsAtMs: START - 1_831 * 24 * HOUR }, 'starts_at')).toEqual([
      `event.starts_at is 2020-12-27T00:00:00.000Z; allowed is a time at most 1830 days before ends_at, 2026-01-01T01:00:00.000Z`,
    ])
    expect(times({ startsAtMs: START - 1_830 * 24 * HOUR + HOUR }, 'starts_at')).toEqual([])
  })

  test('may leave an end as it is that has passed', () => {
    const fields = new Set<PatchField>(['ends_at', 'starts_at'])
    expect(problemsOf({ fields, draft: draft() }, event(), START + 2 * HOUR)).toEqual([])
    const shorter = draft({ endsAtMs: START + HOUR - 1 })
    expect(problemsOf({ fields, draft: shorter }, event(), START + 2 * HOUR)).toEqual([
      'event.ends_at is 2026-01-01T00:59:59.999Z; allowed is a time to come',
    ])
  })

  test('says nothing of a span one end of which is no time', () => {
    expect(times({ startsAtMs: Number.NaN, endsAtMs: START + HOUR }, 'starts_at', 'ends_at')).toHaveLength(1)
    expect(times({ startsAtMs: START, endsAtMs: Number.NaN }, 'starts_at', 'ends_at')).toHaveLength(1)
  })

  describe('of the start', () => {
    test.each([
      ['READY', START + 1, true],
      ['ACTIVE', START - 1, true],
      ['ACTIVE', START, false],
      ['INACTIVE', START + 1, false],
    ] as const)('of a %s event at %i: %s', (status, nowMs, may) => {
      const error = refused(() => requirePatchable(event({ status }), patch('starts_at'), nowMs))
      if (may) expect(error).toBeUndefined()
      else
        expect(error).toMatchObject({
          reason: 'EVENT_STATUS',
          metadata: { status },
          message: `the event is ${status} and started at 2026-01-01T00:00:00.000Z; starts_at cannot be changed any more`,
        })
    })

    test('that leaves it as it is may come at any time', () => {
      const same = { fields: new Set<PatchField>(['starts_at']), draft: draft() }
      expect(refused(() => requirePatchable(event({ status: 'ACTIVE' }), same, START + 1))).toBeUndefined()
      expect(
        refused(() => requirePatchable(event({ status: 'ACTIVE' }), patch('name'), START + 1)),
      ).toBeUndefined()
    })
  })

  test('of an event that is over is refused', () => {
    expect(refused(() => patchEvent(event({ status: 'END' }), patch('name'), START))).toMatchObject({
      reason: 'EVENT_STATUS',
    })
  })

  function newConditions() {
    const { startsAtMs: _, ...kept } = condition('cnd_a')
    return [kept]
  }
})
