import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../tools/launcher/test/support.ts'
import type { Answer, Json } from './support/json-calls.ts'
import {
  closedClaim,
  eventDraft,
  makeEvent,
  ok,
  type Person,
  startTestSystem,
  type TestSystem,
} from './support/system.ts'

let system: TestSystem
let ann: Person
beforeAll(async () => {
  system = await startTestSystem()
  ann = await system.person()
}, 120_000)
afterAll(() => system?.[Symbol.asyncDispose]())

const claim = (eventId: string, idempotencyKey = '', person = ann) =>
  system.call('ClaimService/ClaimReward', { eventId, idempotencyKey }, person.token)

const said = ({ code, reason }: Answer) => ({ code, reason })

async function historyOf(eventId: string, person = ann): Promise<Json[]> {
  return ok(await system.call('ClaimService/GetClaimHistory', { eventId }, person.token)).entries
}

async function change({ eventId, revision }: Json, status: string): Promise<Json> {
  const request = { eventId, expectedRevision: revision, status: `EVENT_STATUS_${status}` }
  return ok(await system.call('EventService/ChangeEventStatus', request, system.admin)).event
}

describe('a claim to an event that takes none', () => {
  const startsLater = () => ({ startsAt: new Date(Date.now() + 3_600_000).toISOString() })
  const isOver = { code: 'failed_precondition', reason: 'EVENT_STATUS' }

  it.each<[string, () => Promise<Json>]>([
    ['READY', () => makeEvent(system, {}, 'READY')],
    ['not begun', () => makeEvent(system, startsLater())],
    ['INACTIVE', async () => change(await makeEvent(system), 'INACTIVE')],
    ['at its END', async () => change(await makeEvent(system), 'END')],
    ['CANCELED', async () => change(await makeEvent(system), 'CANCELED')],
  ])('because it is %s is refused, once recorded, and does not touch a claim', async (_, make) => {
    const { eventId } = await make()
    const first = await claim(eventId, 'key')
    expect(said(first)).toEqual(isOver)
    expect((await claim(eventId, 'key')).body).toEqual(first.body)
    const history = await historyOf(eventId)
    expect(history).toMatchObject([
      { refusal: { reason: 'CLAIM_REASON_EVENT_STATUS', idempotencyKey: 'key' } },
    ])
  })

  it('because its window is over is refused, by the clock and not by the sweep alone', async () => {
    const endsAt = Date.now() + 1_500
    const { eventId } = await makeEvent(system, { endsAt: new Date(endsAt).toISOString() })
    expect((await claim(eventId)).code).toBe('ok')
    const bob = await system.person()
    await until('it is over', () => Date.now() > endsAt)
    expect(said(await claim(eventId, '', bob))).toEqual(isOver)
    await until('its status is END', async () => {
      const { event } = ok(await system.call('EventService/GetEvent', { eventId }, ann.token))
      return event.status === 'EVENT_STATUS_END'
    })
    expect(said(await claim(eventId, '', bob))).toEqual(isOver)
  })

  it.each<[string, () => Promise<Json>]>([
    [
      'was deleted',
      async () => {
        const { eventId, revision: expectedRevision } = await makeEvent(system, {}, 'READY')
        return ok(await system.call('EventService/DeleteEvent', { eventId, expectedRevision }, system.admin))
          .event
      },
    ],
    ['never was', async () => ({ eventId: 'evt_never_was' })],
  ])('because it %s finds no event', async (_, make) => {
    const { eventId } = await make()
    const answer = await claim(eventId, 'key')
    expect(said(answer)).toEqual({ code: 'not_found', reason: 'EVENT_NOT_FOUND' })
    expect(answer.body.message).toContain(eventId)
  })

  it('though it took claims before: what was accepted then stays so', async () => {
    const event = await makeEvent(system)
    const accepted = ok(await claim(event.eventId, 'key'))
    await change(event, 'CANCELED')
    expect(ok(await claim(event.eventId, 'key'))).toEqual(accepted)
    expect(await closedClaim(system, accepted.claimId, ann.token)).toMatchObject({
      state: 'CLAIM_STATE_SUCCESS',
    })
  })
})

describe('claims of others', () => {
  it('nobody claims for another: the token alone says for whom', async () => {
    const { eventId } = await makeEvent(system)
    const bob = await system.person()
    const request = { eventId, userId: bob.userId, user_id: bob.userId, caller: { userId: bob.userId } }
    const { claimId } = ok(await system.call('ClaimService/ClaimReward', request, ann.token))
    expect(await closedClaim(system, claimId, ann.token)).toMatchObject({ userId: ann.userId })
    expect(await historyOf(eventId, bob)).toEqual([])
    expect(ok(await system.call('GrantService/ListMyGrants', { eventId }, bob.token)).grants).toEqual([])
  })

  it('nobody sees them without the permission, whatever they ask', async () => {
    const { eventId } = await makeEvent(system)
    const { claimId } = ok(await claim(eventId))
    const bob = await system.person()
    const asked: [string, Json, string, string][] = [
      ['ClaimService/GetClaim', { claimId }, 'not_found', 'CLAIM_NOT_FOUND'],
      [
        'ClaimService/GetClaimHistory',
        { eventId, userId: ann.userId },
        'permission_denied',
        'PERMISSION_DENIED',
      ],
      ['ClaimService/ListClaims', { userId: bob.userId }, 'permission_denied', 'PERMISSION_DENIED'],
      ['ClaimService/RetryClaim', { claimId, failedAttempt: 1 }, 'permission_denied', 'PERMISSION_DENIED'],
      ['GrantService/ListGrants', { userId: bob.userId }, 'permission_denied', 'PERMISSION_DENIED'],
    ]
    for (const [method, request, code, reason] of asked)
      expect({ method, ...said(await system.call(method, request, bob.token)) }).toEqual({
        method,
        code,
        reason,
      })
    const { claims } = ok(await system.call('ClaimService/ListMyClaims', { userId: ann.userId }, bob.token))
    expect(claims).toEqual([])
  })
})

describe('64 equal claims at once, through the gateway', () => {
  const SIXTY_FOUR = Array.from({ length: 64 }, (_, i) => i)

  it('with one key: 64 equal answers, one attempt, no refusal', async () => {
    const { eventId } = await makeEvent(system)
    const bob = await system.person()
    const answers = await Promise.all(SIXTY_FOUR.map(() => claim(eventId, 'key', bob)))
    for (const answer of answers) expect(ok(answer)).toEqual(answers[0]?.body)
    expect((await historyOf(eventId, bob)).map(entry => Object.keys(entry).join())).toEqual(['attempt'])
  })

  it('without a key: one OK, 63 refusals that show the claim', async () => {
    const { eventId } = await makeEvent(system)
    const bob = await system.person()
    const answers = await Promise.all(SIXTY_FOUR.map(() => claim(eventId, '', bob)))
    const refused = answers.filter(({ code }) => code !== 'ok')
    expect(refused).toHaveLength(63)
    for (const { body, ...answer } of refused) {
      expect(said({ body, ...answer })).toEqual({ code: 'already_exists', reason: 'DUPLICATED_CLAIM' })
      const shown = body.details.find(({ type }: Json) => type === 'rewards.event.v1.Claim').debug
      expect(shown).toMatchObject({ eventId, userId: bob.userId, attempt: 1 })
    }
    const request = { eventId, pageSize: 200 }
    const { entries } = ok(await system.call('ClaimService/GetClaimHistory', request, bob.token))
    expect(entries.filter((entry: Json) => entry.attempt)).toHaveLength(1)
    expect(entries.filter((entry: Json) => entry.refusal)).toHaveLength(63)
  })
})

describe('a change that was decided on an old revision', () => {
  it.each<[string, (eventId: string) => Json]>([
    ['EventService/ChangeEventStatus', () => ({ status: 'EVENT_STATUS_CANCELED' })],
    ['EventService/UpdateEvent', () => ({ event: { name: 'New' }, updateMask: 'name' })],
    ['EventService/DeleteEvent', () => ({})],
    ['EventService/AddReward', () => ({ reward: { ...eventDraft().rewards[0], rewardId: 'rwd_new' } })],
    ['EventService/UpdateReward', () => ({ reward: { ...eventDraft().rewards[0], name: 'New' } })],
    ['EventService/RemoveReward', () => ({ rewardId: 'rwd_b' })],
  ])('%s is aborted, and nothing changes', async (method, request) => {
    const rewards = ['rwd_a', 'rwd_b'].map(rewardId => ({ ...eventDraft().rewards[0], rewardId }))
    const { eventId } = await makeEvent(system, { rewards })
    const read = () => system.call('EventService/GetEvent', { eventId }, system.admin)
    const before = ok(await read())
    expect(before.event.revision).toBe(2)
    for (const expectedRevision of [1, 3]) {
      const stale = await system.call(
        method,
        { eventId, expectedRevision, ...request(eventId) },
        system.admin,
      )
      expect(said(stale)).toEqual({ code: 'aborted', reason: 'REVISION_MISMATCH' })
      expect(stale.body.details[0].debug.metadata).toEqual({ currentRevision: '2' })
    }
    expect(ok(await read())).toEqual(before)
  })

  it('SetRoles is aborted too', async () => {
    const request = { userId: ann.userId, expectedRevision: 7, roles: ['ROLE_ADMIN'] }
    const answer = await system.call('UserService/SetRoles', request, system.admin)
    expect(said(answer)).toEqual({ code: 'aborted', reason: 'REVISION_MISMATCH' })
  })

  it('a key that made one event makes no other', async () => {
    const make = (name: string) =>
      system.call('EventService/CreateEvent', { idempotencyKey: 'one key', event: sent(name) }, system.admin)
    const window = eventDraft()
    const sent = (name: string) => ({ ...window, name })
    const first = ok(await make('One'))
    expect(ok(await make('One'))).toEqual(first)
    expect(said(await make('Two'))).toEqual({ code: 'failed_precondition', reason: 'KEY_REUSED' })
  })
})
