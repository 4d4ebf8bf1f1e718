import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventUseCases } from '../src/application/events/index.ts'
import type { EventDraft } from '../src/domain/event-draft.ts'
import { condition, draft, reward } from './event-builders.ts'
import { type EventWorld, eventWorld, HOUR, operator, refusalOf, START } from './event-world.ts'

let world: EventWorld
beforeAll(async () => {
  world = await eventWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

let keys = 0
async function made(changes: Partial<EventDraft> = {}): Promise<string> {
  const request = { idempotencyKey: `key ${++keys}`, draft: draft(changes) }
  return (await world.does.createEvent(request, operator)).id
}

function update(eventId: string, expectedRevision: number, changes: Partial<EventDraft>, ...mask: string[]) {
  return world.does.updateEvent({ eventId, expectedRevision, draft: draft(changes), mask }, operator)
}

function become(eventId: string, expectedRevision: number, status: string) {
  return world.does.changeEventStatus({ eventId, expectedRevision, status }, operator)
}

describe('a change', () => {
  test('makes the next revision, and changes what the mask names alone', async () => {
    const id = await made()
    world.clock.nowMs = START + 1
    const { value } = await update(id, 1, { name: 'Summer', description: 'not this' }, 'name')
    world.clock.nowMs = START
    expect(value).toMatchObject({ name: 'Summer', description: '', revision: 2, changedAtMs: START + 1 })
  })

  test('on an older revision is refused with the one that there is', async () => {
    const id = await made()
    await update(id, 1, { name: 'Summer' }, 'name')
    expect(await refusalOf(update(id, 1, { name: 'Autumn' }, 'name'))).toMatchObject({
      kind: 'aborted',
      reason: 'REVISION_MISMATCH',
      metadata: { currentRevision: '2' },
      message: 'the event has revision 2, not 1; read it again, and decide on what it is now',
    })
  })

  test('that was made succeeds again and changes nothing, also after others were made', async () => {
    const id = await made()
    await update(id, 1, { name: 'Summer' }, 'name')
    expect((await update(id, 1, { name: 'Summer' }, 'name')).value.revision).toBe(2)
    await update(id, 2, { name: 'Autumn' }, 'name')
    expect((await update(id, 1, { name: 'Summer' }, 'name')).value).toMatchObject({
      name: 'Autumn',
      revision: 3,
    })
    for (let revision = 3; revision < 22; revision++)
      await update(id, revision, { name: `n${revision}` }, 'name')
    expect((await world.ports.events.get(id))?.value.recentChanges).toHaveLength(16)
    expect(await refusalOf(update(id, 1, { name: 'Summer' }, 'name'))).toMatchObject({ kind: 'aborted' })
  })

  test('of 16 at once on one revision is made by one', async () => {
    const id = await made()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 16 }, (_, at) => update(id, 1, { name: `name ${at}` }, 'name')),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refused = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['REVISION_MISMATCH']))
    expect((await world.ports.events.get(id))?.value.revision).toBe(2)
  })

  test('of 16 equal ones at once is made once, and all succeed', async () => {
    const id = await made()
    const add = () =>
      world.does.addReward(
        { eventId: id, expectedRevision: 1, reward: reward('rwd_b', { stock: 5 }) },
        operator,
      )
    const outcomes = await Promise.all(Array.from({ length: 16 }, add))
    expect(new Set(outcomes.map(({ value }) => value.revision))).toEqual(new Set([2]))
  })

  test('of an unknown event is not_found; what is no id or revision is named', async () => {
    expect(await refusalOf(become('evt_none', 1, 'ACTIVE'))).toMatchObject({ reason: 'EVENT_NOT_FOUND' })
    expect(await refusalOf(update('evt_none', 1, {}, 'name'))).toMatchObject({ reason: 'EVENT_NOT_FOUND' })
    const error = await refusalOf(become('', 0, ''))
    expect(error.violations.map(({ field }) => field)).toEqual(['event_id', 'expected_revision', 'status'])
  })
})

describe('UpdateEvent', () => {
  const ALLOWED = 'allowed are name, description, starts_at, ends_at, time_zone, conditions, at least one'
  test.each([
    [[], `is missing; ${ALLOWED}`],
    [['name', 'rewards'], `has "rewards"; ${ALLOWED}`],
    [['startsAt'], `has "startsAt"; ${ALLOWED}`],
  ])('refuses the mask %j', async (mask, description) => {
    const error = await refusalOf(update('evt_any', 1, {}, ...mask))
    expect(error.violations).toEqual([{ field: 'update_mask', description }])
  })

  test('names every wrong field of those in the mask, and only of those', async () => {
    const id = await made()
    const wrong = { name: '', description: 'x'.repeat(2_001), timeZone: 'Nowhere', endsAtMs: undefined }
    const error = await refusalOf(update(id, 1, wrong, 'description', 'time_zone', 'ends_at'))
    expect(error.violations.map(({ field }) => field)).toEqual([
      'event.description',
      'event.time_zone',
      'event.ends_at',
    ])
  })

  test('judges new times against those that stay, and blames the new one', async () => {
    const id = await made()
    const late = await refusalOf(update(id, 1, { startsAtMs: START + HOUR }, 'starts_at'))
    expect(late.message).toBe(
      'event.starts_at is 2026-01-01T01:00:00.000Z; allowed is a time before ends_at, 2026-01-01T01:00:00.000Z',
    )
    const over = await refusalOf(update(id, 1, { endsAtMs: START - 1 }, 'ends_at'))
    expect(over.violations.map(({ description }) => description)).toEqual([
      'is 2025-12-31T23:59:59.999Z; allowed is a time to come',
      'is 2025-12-31T23:59:59.999Z; allowed is a time after starts_at, 2026-01-01T00:00:00.000Z',
    ])
  })

  test('moves the start of an ACTIVE event until it has passed, and its end to a time to come', async () => {
    const id = await made({ startsAtMs: START + 10 })
    await become(id, 1, 'ACTIVE')
    const moved = await update(id, 2, { startsAtMs: START + 20 }, 'starts_at')
    expect(moved.value).toMatchObject({ startsAtMs: START + 20, revision: 3 })
    world.clock.nowMs = START + 20
    expect(await refusalOf(update(id, 3, { startsAtMs: START + 30 }, 'starts_at'))).toMatchObject({
      reason: 'EVENT_STATUS',
      message:
        'the event is ACTIVE and started at 2026-01-01T00:00:00.020Z; starts_at cannot be changed any more',
    })
    const same = { startsAtMs: START + 20, endsAtMs: START + 2 * HOUR }
    const longer = await update(id, 3, same, 'starts_at', 'ends_at')
    world.clock.nowMs = START
    expect(longer.value).toMatchObject({ endsAtMs: START + 2 * HOUR, dueAt: START + 2 * HOUR })
  })

  test.each(['CANCELED', 'DELETED'])('changes nothing of a %s event', async status => {
    const id = await made()
    await become(id, 1, status)
    const error = await refusalOf(update(id, 2, { name: 'Summer' }, 'name'))
    expect(error).toMatchObject({ reason: 'EVENT_STATUS', metadata: { status } })
  })

  test('has the conditions judged against the window as it would be', async () => {
    const asked: unknown[] = []
    const does = eventUseCases({
      ...world.ports,
      conditions: { validate: async (conditions, window) => void asked.push([conditions.length, window]) },
    })
    const id = await made({ conditions: [condition('cnd_a')] })
    const request = { eventId: id, draft: draft({ endsAtMs: START + 5 }) }
    await does.updateEvent({ ...request, expectedRevision: 1, mask: ['name'] }, operator)
    expect(asked).toEqual([])
    await does.updateEvent({ ...request, expectedRevision: 2, mask: ['ends_at'] }, operator)
    expect(asked).toEqual([[1, { startsAtMs: START, endsAtMs: START + 5, timeZone: 'Asia/Seoul' }]])
    await does.updateEvent({ ...request, expectedRevision: 3, mask: ['conditions'] }, operator)
    expect((await world.ports.events.get(id))?.value).toMatchObject({ conditions: [], revision: 4 })
  })
})

describe('ChangeEventStatus', () => {
  test('to the status that it has succeeds on any revision and changes nothing', async () => {
    const id = await made()
    await become(id, 1, 'ACTIVE')
    for (const revision of [1, 2, 9])
      expect((await become(id, revision, 'ACTIVE')).value).toMatchObject({ status: 'ACTIVE', revision: 2 })
  })

  test.each(['READY', '', '9', 'active'])('refuses %j', async status => {
    const error = await refusalOf(become('evt_any', 1, status))
    expect(error.violations).toEqual([
      {
        field: 'status',
        description: `is ${status === '' ? 'missing' : JSON.stringify(status)}; allowed is one of ACTIVE, INACTIVE, END, CANCELED, DELETED`,
      },
    ])
  })

  test('plans the end of the window while the event is ACTIVE or INACTIVE', async () => {
    const id = await made()
    expect((await become(id, 1, 'ACTIVE')).value.dueAt).toBe(START + HOUR)
    expect((await become(id, 2, 'INACTIVE')).value.dueAt).toBe(START + HOUR)
    expect((await become(id, 3, 'END')).value).not.toHaveProperty('dueAt')
  })

  test('DELETED is what DeleteEvent does, again and again', async () => {
    const id = await made()
    const remove = (expectedRevision: number) =>
      world.does.deleteEvent({ eventId: id, expectedRevision }, operator)
    expect(await refusalOf(remove(3))).toMatchObject({ reason: 'REVISION_MISMATCH' })
    for (const revision of [1, 1, 2])
      expect((await remove(revision)).value).toMatchObject({ status: 'DELETED', revision: 2 })
  })
})

describe('the rewards of an event', () => {
  const add = (eventId: string, expectedRevision: number, rewardId: string) =>
    world.does.addReward({ eventId, expectedRevision, reward: reward(rewardId) }, operator)
  const remove = (eventId: string, expectedRevision: number, rewardId: string) =>
    world.does.removeReward({ eventId, expectedRevision, rewardId }, operator)

  test('are added, changed and removed', async () => {
    const id = await made()
    await add(id, 1, 'rwd_b')
    const badge = reward('rwd_b', { kind: { type: 'BADGE', badgeId: 'gold' } })
    await world.does.updateReward({ eventId: id, expectedRevision: 2, reward: badge }, operator)
    const { value } = await remove(id, 3, 'rwd_a')
    expect(value).toMatchObject({ revision: 4, rewards: [{ rewardId: 'rwd_b', itemId: 'gold' }] })
  })

  test('keep their ids for ever', async () => {
    const id = await made({ rewards: [reward('rwd_a'), reward('rwd_b')] })
    await remove(id, 1, 'rwd_a')
    for (const rewardId of ['rwd_a', 'rwd_b'])
      expect(await refusalOf(add(id, 2, rewardId))).toMatchObject({
        kind: 'already_exists',
        reason: 'REWARD_EXISTS',
      })
  })

  test('are never none, and never more than 20', async () => {
    const id = await made({ rewards: Array.from({ length: 20 }, (_, at) => reward(`rwd_${at}`)) })
    expect((await refusalOf(add(id, 1, 'rwd_20'))).violations).toEqual([
      { field: 'reward', description: 'is one too many; allowed are 1 to 20 rewards of an event' },
    ])
    for (let at = 0; at < 19; at++) await remove(id, at + 1, `rwd_${at}`)
    expect(await refusalOf(remove(id, 20, 'rwd_19'))).toMatchObject({ reason: 'LAST_REWARD' })
  })

  test('are named when there is none of an id', async () => {
    const id = await made()
    const gone = reward('rwd_none')
    expect(await refusalOf(remove(id, 1, 'rwd_none'))).toMatchObject({ reason: 'REWARD_NOT_FOUND' })
    const update = world.does.updateReward({ eventId: id, expectedRevision: 1, reward: gone }, operator)
    expect(await refusalOf(update)).toMatchObject({ kind: 'not_found', metadata: { rewardId: 'rwd_none' } })
  })

  test('stay as they are once the event is over', async () => {
    const id = await made()
    await become(id, 1, 'CANCELED')
    for (const change of [add(id, 2, 'rwd_b'), remove(id, 2, 'rwd_a')])
      expect(await refusalOf(change)).toMatchObject({ reason: 'EVENT_STATUS' })
  })
})
