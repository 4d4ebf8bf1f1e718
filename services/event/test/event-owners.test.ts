import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { EventSchema, EventService, EventStatus } from '@rewards/contracts/event'
import { RewardsError } from '@rewards/errors'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventDraft } from '../src/infrastructure/grpc/event-drafts.ts'
import { eventServer } from './event-server.ts'
import { HOUR, refusalOf, START } from './event-world.ts'
import { tokenOf } from './scoped-tokens.ts'

let running: Awaited<ReturnType<typeof eventServer>>
/** An event of the group `grp_team` in each status, and one of the whole system. */
let teams: string
let ready: string
let removed: string
let systems: string

const everywhere = tokenOf('usr_chief', 'OPERATOR')
/** Where people stand to the group that owns the event: an organisation, its team, the team's crew; and another team. */
const CALLERS = {
  everywhere,
  above: tokenOf('usr_above', 'OPERATOR', ['grp_org']),
  inside: tokenOf('usr_inside', 'OPERATOR', ['grp_team']),
  below: tokenOf('usr_below', 'OPERATOR', ['grp_crew']),
  beside: tokenOf('usr_beside', 'OPERATOR', ['grp_other']),
  'an auditor inside': tokenOf('usr_auditor', 'AUDITOR', ['grp_team']),
  'a player': tokenOf('usr_player', 'USER'),
} as const
type Place = keyof typeof CALLERS

beforeAll(async () => {
  running = await eventServer()
  teams = await made('team', 'grp_team', EventStatus.ACTIVE)
  ready = await made('ready', 'grp_team')
  removed = await made('removed', 'grp_team', EventStatus.DELETED)
  systems = await made('system', '', EventStatus.ACTIVE)
})
afterAll(() => running[Symbol.asyncDispose]())

const spring = {
  name: 'Spring',
  startsAt: timestampFromMs(START),
  endsAt: timestampFromMs(START + HOUR),
  rewards: [{ rewardId: 'rwd_p', name: 'Points', kind: { case: 'point', value: { amount: 1n } } }],
} as const satisfies MessageInitShape<typeof EventSchema>

async function made(idempotencyKey: string, ownerGroupId: string, status?: EventStatus): Promise<string> {
  const event = { ...spring, ownerGroupId }
  const { event: answer } = await running.client.createEvent({ idempotencyKey, event }, everywhere)
  const eventId = answer?.eventId ?? ''
  if (status) await running.client.changeEventStatus({ eventId, expectedRevision: 1, status }, everywhere)
  return eventId
}

/** Everything that can be asked of an event, by method: on a revision that it does not have, so that nothing changes. */
const ASKED: Record<keyof typeof EventService.method, (eventId: string, place: Place) => Promise<unknown>> = {
  createEvent: (_, place) => {
    const event = { ...spring, ownerGroupId: 'grp_team' }
    return running.client.createEvent({ idempotencyKey: `by ${place}`, event }, CALLERS[place])
  },
  getEvent: (eventId, place) => running.client.getEvent({ eventId }, CALLERS[place]),
  async listEvents(eventId, place) {
    const { events } = await running.client.listEvents({}, CALLERS[place])
    if (!events.some(event => event.eventId === eventId)) throw new RewardsError('not_found', 'ABSENT', '')
  },
  updateEvent: (eventId, place) => {
    const asked = { eventId, expectedRevision: 99, event: { name: 'x' }, updateMask: { paths: ['name'] } }
    return running.client.updateEvent(asked, CALLERS[place])
  },
  changeEventStatus: (eventId, place) => {
    const asked = { eventId, expectedRevision: 99, status: EventStatus.CANCELED }
    return running.client.changeEventStatus(asked, CALLERS[place])
  },
  moveEvent: (eventId, place) => {
    const ownerGroupId = place === 'beside' ? 'grp_other' : 'grp_crew'
    return running.client.moveEvent({ eventId, expectedRevision: 99, ownerGroupId }, CALLERS[place])
  },
  deleteEvent: (eventId, place) =>
    running.client.deleteEvent({ eventId, expectedRevision: 99 }, CALLERS[place]),
  addReward: (eventId, place) => {
    const reward = { ...spring.rewards[0], rewardId: 'rwd_new' }
    return running.client.addReward({ eventId, expectedRevision: 99, reward }, CALLERS[place])
  },
  updateReward: (eventId, place) =>
    running.client.updateReward({ eventId, expectedRevision: 99, reward: spring.rewards[0] }, CALLERS[place]),
  removeReward: (eventId, place) =>
    running.client.removeReward({ eventId, expectedRevision: 99, rewardId: 'rwd_p' }, CALLERS[place]),
}
type Method = keyof typeof ASKED
const METHODS = Object.keys(EventService.method) as Method[]
const READS: readonly Method[] = ['getEvent', 'listEvents']

async function outcome(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'done',
    (error: unknown) => (error instanceof RewardsError ? error.reason : Promise.reject(error)),
  )
}

/** What each method says of a team's ACTIVE event, by where the caller stands. */
function wanted(method: Method, place: Place): string {
  const isReading = READS.includes(method)
  if (place === 'an auditor inside' || place === 'a player') return isReading ? 'done' : 'PERMISSION_DENIED'
  if (place === 'below' || place === 'beside') {
    if (method === 'createEvent') return 'PERMISSION_DENIED'
    return method === 'listEvents' ? 'ABSENT' : 'EVENT_NOT_FOUND'
  }
  return isReading || method === 'createEvent' ? 'done' : 'REVISION_MISMATCH'
}

describe.each(METHODS)('%s of an event that a group owns', method => {
  test.each(Object.keys(CALLERS) as Place[])('by a caller who is: %s', async place => {
    expect(await outcome(ASKED[method](teams, place))).toBe(wanted(method, place))
  })

  test.each(['below', 'beside'] as const)(
    'tells who is %s no more than of an id that nothing has',
    async place => {
      if (method === 'createEvent' || method === 'listEvents') return
      const nothing = 'evt_nothing'
      const { kind, reason, message } = await refusalOf(ASKED[method](teams, place))
      const unknown = await refusalOf(ASKED[method](nothing, place))
      expect({ kind, reason, message: message.replace(teams, nothing) }).toEqual({
        kind: unknown.kind,
        reason: unknown.reason,
        message: unknown.message,
      })
    },
  )
})

describe('who sees what', () => {
  const idsFor = async (place: Place, filter: Parameters<typeof running.client.listEvents>[0] = {}) =>
    (await running.client.listEvents(filter, CALLERS[place])).events.map(({ eventId }) => eventId)
  const seen = async (place: Place, eventId: string) => outcome(ASKED.getEvent(eventId, place))

  test('players see what is for players: not what a group prepares, nor what is removed', async () => {
    expect(await seen('a player', teams)).toBe('done')
    expect(await seen('a player', systems)).toBe('done')
    expect(await seen('a player', ready)).toBe('EVENT_NOT_FOUND')
    expect(await seen('a player', removed)).toBe('EVENT_NOT_FOUND')
    const listed = await idsFor('a player')
    expect(listed).toEqual(expect.arrayContaining([teams, systems]))
    expect(listed).not.toContain(ready)
    expect(await idsFor('a player', { status: EventStatus.READY })).not.toContain(ready)
  })

  test('operators of a group see all of its events, and no others', async () => {
    for (const place of ['inside', 'above'] as const) {
      for (const eventId of [teams, ready, removed]) expect(await seen(place, eventId)).toBe('done')
      expect(await seen(place, systems)).toBe('EVENT_NOT_FOUND')
      const listed = await idsFor(place)
      expect(listed).toEqual(expect.arrayContaining([teams, ready]))
      expect(listed).not.toContain(systems)
      expect(await idsFor(place, { status: EventStatus.DELETED })).toEqual([removed])
    }
    expect(await idsFor('beside')).toEqual([])
    expect(await idsFor('beside', { status: EventStatus.DELETED })).toEqual([])
  })

  test('one group’s events can be asked for; another’s are none', async () => {
    const ofTeam = { ownerGroupId: 'grp_team', status: EventStatus.ACTIVE }
    expect(await idsFor('everywhere', ofTeam)).toEqual([teams])
    expect(await idsFor('inside', ofTeam)).toEqual([teams])
    expect(await idsFor('a player', ofTeam)).toEqual([teams])
    expect(await idsFor('beside', ofTeam)).toEqual([])
    expect(await idsFor('everywhere', { ownerGroupId: 'grp_none' })).toEqual([])
    const wrong = await refusalOf(idsFor('everywhere', { ownerGroupId: 'usr_a' }))
    expect(wrong.violations.map(({ field }) => field)).toEqual(['owner_group_id'])
  })

  test('an operator of more groups than are read side by side sees the same', async () => {
    const caller = tokenOf('usr_many', 'OPERATOR', ['grp_company', 'grp_team'])
    const { events } = await running.client.listEvents({}, caller)
    expect(events.map(({ eventId }) => eventId).sort()).toEqual((await idsFor('inside')).sort())
  })
})

describe('an owner', () => {
  const wish = (idempotencyKey: string, ownerGroupId: string, place: Place) =>
    running.client.createEvent({ idempotencyKey, event: { ...spring, ownerGroupId } }, CALLERS[place])

  test('is given when the event is made, and shown', async () => {
    expect((await wish('shown', 'grp_crew', 'inside')).event?.ownerGroupId).toBe('grp_crew')
    expect((await wish('none', '', 'everywhere')).event?.ownerGroupId).toBe('')
  })

  test('must be one of which the caller has a say: the whole system is not, nor a group that there is not', async () => {
    for (const ownerGroupId of ['', 'grp_other', 'grp_none', 'x'.repeat(999)])
      expect(await refusalOf(wish('theirs', ownerGroupId, 'inside'))).toMatchObject({
        kind: 'permission_denied',
        reason: 'PERMISSION_DENIED',
        metadata: { permission: 'event.write' },
      })
    const wrong = await refusalOf(wish('wrong', 'usr_a', 'everywhere'))
    expect(wrong.violations.map(({ field }) => field)).toEqual(['event.owner_group_id'])
  })

  test('is changed by those who have a say on both sides alone', async () => {
    const { client } = running
    const eventId = await made('moved', 'grp_team')
    const move = (place: Place, ownerGroupId: string, expectedRevision = 1) =>
      client.moveEvent({ eventId, expectedRevision, ownerGroupId }, CALLERS[place])
    for (const [place, ownerGroupId] of [
      ['inside', 'grp_other'],
      ['inside', ''],
      ['above', ''],
    ] as const)
      expect(await refusalOf(move(place, ownerGroupId))).toMatchObject({ reason: 'PERMISSION_DENIED' })
    expect(await refusalOf(move('beside', 'grp_other'))).toMatchObject({ reason: 'EVENT_NOT_FOUND' })
    const moved = await move('above', 'grp_other')
    expect(moved.event).toMatchObject({ ownerGroupId: 'grp_other', revision: 2 })
    expect((await move('above', 'grp_other')).event?.revision).toBe(2)
    expect(await outcome(ASKED.getEvent(eventId, 'inside'))).toBe('EVENT_NOT_FOUND')
    expect(await outcome(ASKED.getEvent(eventId, 'beside'))).toBe('done')
    expect((await move('everywhere', '', 2)).event?.ownerGroupId).toBe('')
  })

  test('is one of two that are wished at once on one revision', async () => {
    const eventId = await made('two at once', 'grp_team')
    const wished = ['grp_other', 'grp_crew'].map(ownerGroupId =>
      running.client.moveEvent({ eventId, expectedRevision: 1, ownerGroupId }, CALLERS.above),
    )
    const outcomes = await Promise.all(wished.map(outcome))
    expect(outcomes.toSorted((a, b) => a.localeCompare(b))).toEqual(['done', 'REVISION_MISMATCH'])
  })

  test('that a request does not name leaves it the request that it was before there were owners', () => {
    expect(Object.keys(eventDraft(create(EventSchema, spring)))).not.toContain('ownerGroupId')
  })

  test('is not changed by UpdateEvent, whatever the event and the mask say', async () => {
    const { client } = running
    const eventId = await made('not by update', 'grp_team')
    const change = { eventId, expectedRevision: 1, event: { name: 'New', ownerGroupId: 'grp_crew' } }
    const updated = await client.updateEvent({ ...change, updateMask: { paths: ['name'] } }, CALLERS.inside)
    expect(updated.event).toMatchObject({ name: 'New', ownerGroupId: 'grp_team' })
    const masked = { ...change, updateMask: { paths: ['owner_group_id'] } }
    expect((await refusalOf(client.updateEvent(masked, CALLERS.inside))).violations[0]?.field).toBe(
      'update_mask',
    )
  })

  test('that took the event over keeps it from who made it, who asks again under the same key', async () => {
    const { event } = await wish('taken over', 'grp_crew', 'inside')
    const eventId = event?.eventId ?? ''
    await running.client.moveEvent({ eventId, expectedRevision: 1, ownerGroupId: 'grp_other' }, everywhere)
    expect(await refusalOf(wish('taken over', 'grp_crew', 'inside'))).toMatchObject({
      kind: 'not_found',
      reason: 'EVENT_NOT_FOUND',
    })
  })
})
