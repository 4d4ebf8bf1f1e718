import { create, type MessageInitShape, toJson } from '@bufbuild/protobuf'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { type EventSchema, EventStatus, GetEventResponseSchema, RewardSchema } from '@rewards/contracts/event'
import { WhenSoldOut } from '@rewards/contracts/reward'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventServer } from './event-server.ts'
import { HOUR, refusalOf, START } from './event-world.ts'

let running: Awaited<ReturnType<typeof eventServer>>
beforeAll(async () => {
  running = await eventServer()
})
afterAll(() => running[Symbol.asyncDispose]())

const operator = { token: 'OPERATOR/usr_operator' }
const user = { token: 'USER/usr_anna' }

const loginDays = {
  conditionId: 'cnd_a',
  type: 'LOGIN_DAYS',
  operator: '>=',
  value: { kind: { case: 'numberValue', value: 3 } },
  parameters: {},
  start: timestampFromMs(START - HOUR),
  timeZone: 'Asia/Seoul',
} as const

const spring = {
  name: 'Spring',
  description: 'Three rewards',
  startsAt: timestampFromMs(START),
  endsAt: timestampFromMs(START + HOUR),
  timeZone: 'Asia/Seoul',
  conditions: [loginDays],
  rewards: [
    { rewardId: 'rwd_p', name: 'Points', kind: { case: 'point', value: { amount: 1_000_000_000_000n } } },
    {
      rewardId: 'rwd_c',
      name: 'Coupons',
      kind: { case: 'coupon', value: { templateId: 'T-1', count: 3 } },
      stock: 250,
      whenSoldOut: WhenSoldOut.GRANT_THE_REST,
    },
    { rewardId: 'rwd_b', name: 'Badge', kind: { case: 'badge', value: { badgeId: 'gold' } } },
  ],
} satisfies MessageInitShape<typeof EventSchema>

async function made(idempotencyKey: string, changes: MessageInitShape<typeof EventSchema> = {}) {
  const event = { ...spring, ...changes } as MessageInitShape<typeof EventSchema>
  const response = await running.client.createEvent({ idempotencyKey, event }, operator)
  if (!response.event) throw new Error('no event in the answer')
  return response.event
}

describe('EventService', () => {
  test('gives an event back as it was sent', async () => {
    const { eventId } = await made('whole')
    const answer = toJson(GetEventResponseSchema, await running.client.getEvent({ eventId }, user))
    expect(answer).toEqual({
      event: {
        eventId,
        name: 'Spring',
        description: 'Three rewards',
        status: 'EVENT_STATUS_READY',
        startsAt: '2026-01-01T00:00:00Z',
        endsAt: '2026-01-01T01:00:00Z',
        timeZone: 'Asia/Seoul',
        conditions: [
          {
            conditionId: 'cnd_a',
            type: 'LOGIN_DAYS',
            operator: '>=',
            value: 3,
            start: '2025-12-31T23:00:00Z',
            timeZone: 'Asia/Seoul',
          },
        ],
        rewards: [
          {
            rewardId: 'rwd_p',
            name: 'Points',
            point: { amount: '1000000000000' },
            whenSoldOut: 'WHEN_SOLD_OUT_REFUSE_CLAIM',
          },
          {
            rewardId: 'rwd_c',
            name: 'Coupons',
            coupon: { templateId: 'T-1', count: 3 },
            stock: 250,
            whenSoldOut: 'WHEN_SOLD_OUT_GRANT_THE_REST',
          },
          {
            rewardId: 'rwd_b',
            name: 'Badge',
            badge: { badgeId: 'gold' },
            whenSoldOut: 'WHEN_SOLD_OUT_REFUSE_CLAIM',
          },
        ],
        revision: 1,
        createdBy: 'usr_operator',
        createdAt: '2026-01-01T00:00:00Z',
        changedAt: '2026-01-01T00:00:00Z',
      },
    })
  })

  test('takes an event through its life', async () => {
    const { client } = running
    const { eventId, revision } = await made('life')
    const change = { eventId, expectedRevision: revision }
    const updateMask = { paths: ['name'] }
    await client.updateEvent({ ...change, event: { name: 'Summer' }, updateMask }, operator)
    const reward = create(RewardSchema, {
      rewardId: 'rwd_x',
      name: 'More',
      kind: { case: 'point', value: { amount: 1n } },
    })
    await client.addReward({ eventId, expectedRevision: 2, reward }, operator)
    await client.updateReward({ eventId, expectedRevision: 3, reward: { ...reward, name: 'Most' } }, operator)
    await client.removeReward({ eventId, expectedRevision: 4, rewardId: 'rwd_b' }, operator)
    const active = { eventId, expectedRevision: 5, status: EventStatus.ACTIVE }
    const { event } = await client.changeEventStatus(active, operator)
    expect(event).toMatchObject({ name: 'Summer', status: EventStatus.ACTIVE, revision: 6, claimable: true })
    expect(event?.rewards.map(({ name }) => name)).toEqual(['Points', 'Coupons', 'Most'])
    await client.changeEventStatus({ eventId, expectedRevision: 6, status: EventStatus.CANCELED }, operator)
    const deleted = await client.deleteEvent({ eventId, expectedRevision: 7 }, operator)
    expect(deleted.event).toMatchObject({ status: EventStatus.DELETED, claimable: false })
    expect(await refusalOf(client.getEvent({ eventId }, user))).toMatchObject({ reason: 'EVENT_NOT_FOUND' })
    const { events } = await client.listEvents({ status: EventStatus.DELETED }, operator)
    expect(events.map(found => found.eventId)).toEqual([eventId])
    expect((await client.listEvents({ status: EventStatus.DELETED }, user)).events).toEqual([])
  })

  test('names every wrong field, its own and those of the conditions, by the paths of the contract', async () => {
    const unknown = { ...loginDays, conditionId: 'cnd_b', type: 'NONE' }
    const wrong = {
      name: '',
      endsAt: { seconds: 0n, nanos: -1 },
      conditions: [loginDays, unknown],
      rewards: [
        { rewardId: 'rwd_a', name: 'a', kind: { case: 'point', value: { amount: 0n } }, whenSoldOut: 7 },
      ],
    } as MessageInitShape<typeof EventSchema>
    const error = await refusalOf(made('wrong', wrong))
    expect(error).toMatchObject({ kind: 'invalid_argument', reason: 'INVALID_FIELDS' })
    expect(error.violations.map(({ field, description }) => `${field} ${description}`)).toEqual([
      'event.name is missing; allowed are 1 to 100 characters',
      'event.ends_at is no time; allowed is a time from 2000-01-01T00:00:00.000Z to 2200-01-01T00:00:00.000Z',
      'event.rewards[0].point.amount is 0; allowed is 1 to 1000000000000',
      'event.rewards[0].when_sold_out is "7"; allowed is one of REFUSE_CLAIM, GRANT_THE_REST',
      'event.conditions[1].type is "NONE"; allowed is one of LOGIN_DAYS',
    ])
  })

  test('names what is missing in requests without anything', async () => {
    const { client } = running
    const fieldsOf = async (call: Promise<unknown>) =>
      (await refusalOf(call)).violations.map(({ field }) => field)
    const event = ['event.name', 'event.starts_at', 'event.ends_at', 'event.rewards']
    expect(await fieldsOf(client.createEvent({}, operator))).toEqual(['idempotency_key', ...event])
    const change = ['event_id', 'expected_revision']
    expect(await fieldsOf(client.updateEvent({}, operator))).toEqual([...change, 'update_mask'])
    expect(await fieldsOf(client.changeEventStatus({}, operator))).toEqual([...change, 'status'])
    expect(await fieldsOf(client.deleteEvent({}, operator))).toEqual(change)
    const reward = ['reward.reward_id', 'reward.name', 'reward.kind']
    expect(await fieldsOf(client.addReward({}, operator))).toEqual([...change, ...reward])
    expect(await fieldsOf(client.updateReward({}, operator))).toEqual([...change, ...reward])
    expect(await fieldsOf(client.removeReward({}, operator))).toEqual([...change, 'reward_id'])
    expect(await fieldsOf(client.getEvent({}, user))).toEqual(['event_id'])
  })

  test('changes nothing for users', async () => {
    const { client } = running
    for (const call of [
      client.createEvent({}, user),
      client.deleteEvent({}, user),
      client.removeReward({}, user),
    ])
      expect(await refusalOf(call)).toMatchObject({ kind: 'permission_denied' })
  })
})

describe('the condition service', () => {
  test("is asked with the caller's own token, and gets values of every kind as they were sent", async () => {
    running.asked.length = 0
    const kinds = [
      { case: 'numberValue', value: 2.5 },
      { case: 'stringValue', value: 'x' },
      { case: 'boolValue', value: true },
      { case: 'nullValue', value: 0 },
      { case: 'structValue', value: {} },
      { case: 'listValue', value: {} },
    ] as const
    const conditions = [
      ...kinds.map(kind => ({ ...loginDays, value: { kind } })),
      { ...loginDays, value: undefined },
    ]
    await made('kinds', { conditions } as MessageInitShape<typeof EventSchema>).catch(() => undefined)
    expect(running.asked).toHaveLength(1)
    const [{ token, request } = { token: '', request: undefined }] = running.asked
    expect(token).toBe(operator.token)
    const sent = request?.conditions.map(({ value }) => value?.kind.case)
    expect(sent).toEqual([...kinds.map(kind => kind.case), undefined])
    expect(request?.window).toMatchObject({
      start: spring.startsAt,
      end: spring.endsAt,
      timeZone: 'Asia/Seoul',
    })
  })

  test("says how an event's conditions stand for a user, as it can be kept", async () => {
    const { eventId } = await made('verdict')
    const event = (await running.world.ports.events.get(eventId))?.value
    if (!event) throw new Error('no event')
    running.asked.length = 0
    expect(await running.conditions.evaluate(user.token, event)).toEqual({
      met: false,
      results: [
        {
          conditionId: 'cnd_a',
          type: 'LOGIN_DAYS',
          met: false,
          measured: 1,
          operator: '>=',
          wanted: 3,
          missing: '2 more login days',
        },
      ],
    })
    expect(running.asked[0]).toMatchObject({ token: user.token, request: { userId: '', conditions: [{}] } })
  })

  test('is not there: unavailable, nothing is stored; without conditions nobody misses it', async () => {
    await running.stopConditions()
    const before = await running.world.ports.events.count({ index: 'by_start' })
    expect(await refusalOf(made('down'))).toMatchObject({ kind: 'unavailable' })
    expect(await running.world.ports.events.count({ index: 'by_start' })).toBe(before)
    expect((await made('without', { conditions: [] })).name).toBe('Spring')
  })
})
