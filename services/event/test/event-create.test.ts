import { RewardsError, retryAfter, Violations } from '@rewards/errors'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventUseCases } from '../src/application/events/index.ts'
import { condition, draft, reward } from './event-builders.ts'
import { type EventWorld, eventWorld, HOUR, operator, refusalOf, START } from './event-world.ts'

let world: EventWorld
beforeAll(async () => {
  world = await eventWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

function create(idempotencyKey: string, wished = draft(), editor = operator) {
  return world.does.createEvent({ idempotencyKey, draft: wished }, editor)
}

describe('an event that is made', () => {
  test('is READY, of revision 1, and kept as it was asked for', async () => {
    const { id, value } = await create('kept', draft({ timeZone: '' }))
    expect(id).toMatch(/^evt_[a-z0-9_]{1,36}$/)
    expect(value).toMatchObject({
      name: 'Spring',
      status: 'READY',
      revision: 1,
      timeZone: 'UTC',
      buckets: {},
    })
    expect(value).toMatchObject({ createdBy: 'usr_operator', createdAtMs: START, changedAtMs: START })
    expect((await world.ports.events.get(id))?.value).toEqual(value)
  })

  test('is one event for 64 equal requests at once', async () => {
    const made = await Promise.all(Array.from({ length: 64 }, () => create('at once')))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(new Set(made.map(({ rev }) => rev))).toEqual(new Set([1]))
  })

  test('is one for each key and each caller', async () => {
    const ids = [
      await create('k1'),
      await create('k2'),
      await create('k1', draft(), { ...operator, userId: 'usr_other' }),
    ].map(({ id }) => id)
    expect(new Set(ids).size).toBe(3)
  })

  test('is given as it is now when asked for again, also after its window', async () => {
    const { id } = await create('again')
    await world.does.changeEventStatus({ eventId: id, expectedRevision: 1, status: 'ACTIVE' }, operator)
    world.clock.nowMs = START + 2 * HOUR
    const repeated = await create('again')
    world.clock.nowMs = START
    expect(repeated).toMatchObject({ id, value: { status: 'ACTIVE', revision: 2 } })
  })

  test('is not another one under the same key', async () => {
    const { id } = await create('reused')
    for (const other of [
      draft({ name: 'Summer' }),
      draft({ rewards: [reward('rwd_a', { stock: 5 })] }),
      draft({ name: '' }),
    ])
      expect(await refusalOf(create('reused', other))).toMatchObject({
        kind: 'failed_precondition',
        reason: 'KEY_REUSED',
        metadata: { eventId: id },
      })
  })

  test('of two different requests under one key at once, is the one; the other learns it', async () => {
    const outcomes = await Promise.allSettled(
      ['Spring', 'Summer'].map(name => create('two', draft({ name }))),
    )
    const refused = outcomes.filter(({ status }) => status === 'rejected')
    expect(refused).toEqual([
      { status: 'rejected', reason: expect.objectContaining({ reason: 'KEY_REUSED' }) },
    ])
  })

  test.each(['', 'x'.repeat(101)])('needs a key of 1 to 100 characters', async key => {
    const error = await refusalOf(create(key, draft({ name: '' })))
    expect(error.violations.map(({ field }) => field)).toEqual(['idempotency_key', 'event.name'])
  })
})

describe('the conditions of an event', () => {
  const wished = draft({ name: '', conditions: [condition('cnd_a'), condition('cnd_a', { type: 'NONE' })] })

  function createWith(validate: () => Promise<void>, key: string, event = wished) {
    const does = eventUseCases({ ...world.ports, conditions: { validate } })
    return does.createEvent({ idempotencyKey: key, draft: event }, operator)
  }

  function wrong(...fields: string[]): () => Promise<void> {
    return async () => {
      const violations = new Violations()
      for (const field of fields) violations.add(field, 'is wrong')
      violations.throwIfAny()
    }
  }

  test('are named by the paths of this request, beside all else that is wrong', async () => {
    const error = await refusalOf(createWith(wrong('conditions[1].type', 'window.end'), 'wrong'))
    expect(error.violations).toEqual([
      { field: 'event.name', description: 'is missing; allowed are 1 to 100 characters' },
      { field: 'event.conditions[1].type', description: 'is wrong' },
    ])
  })

  test('may find a window wrong that this service takes', async () => {
    const error = await refusalOf(createWith(wrong('window.end'), 'window', { ...wished, name: 'Spring' }))
    expect(error.violations).toEqual([{ field: 'event.ends_at', description: 'is wrong' }])
  })

  test('cannot be judged while nobody answers: nothing is stored, and a repeat succeeds', async () => {
    const down = async () => {
      throw retryAfter(500, 'DOWN', 'the condition service does not answer')
    }
    const later = { ...wished, name: 'Later', startsAtMs: START + 7 }
    expect(await refusalOf(createWith(down, 'later', later))).toMatchObject({ kind: 'unavailable' })
    expect(await world.ports.events.count({ index: 'by_start', from: START + 7 })).toBe(0)
    expect((await createWith(async () => undefined, 'later', later)).value.conditions).toHaveLength(2)
  })

  test('are not needed to see what is wrong already', async () => {
    const down = async () => {
      throw new RewardsError('unavailable', 'DOWN', 'the condition service does not answer')
    }
    expect(await refusalOf(createWith(down, 'wrong while down'))).toMatchObject({ kind: 'invalid_argument' })
  })

  test('are not asked for when there are none', async () => {
    const never = () => Promise.reject(new Error('asked'))
    await expect(createWith(never, 'none', draft())).resolves.toBeDefined()
  })
})
