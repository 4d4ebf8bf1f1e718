import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer, Json } from './support/json-calls.ts'
import { eventDraft, ok, startTestSystem, type TestSystem } from './support/system.ts'

let system: TestSystem
let user: { userId: string; token: string }
beforeAll(async () => {
  system = await startTestSystem()
  user = await system.person()
}, 120_000)
afterAll(() => system?.[Symbol.asyncDispose]())

const point = { rewardId: 'rwd_a', name: 'Points', point: { amount: 10 } }
const coupon = { rewardId: 'rwd_b', name: 'Coupons', coupon: { templateId: 'T', count: 2 } }
const condition = { conditionId: 'cnd_a', type: 'LOGIN_DAYS', operator: '>=', value: 1 }
const long = (length: number) => 'x'.repeat(length)
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

const withReward = (changes: Json) => ({ rewards: [{ ...point, ...changes }] })
const withCoupon = (changes: Json) => ({ rewards: [{ ...coupon, coupon: { ...coupon.coupon, ...changes } }] })
const withCondition = (changes: Json) => ({ conditions: [{ ...condition, ...changes }] })
const many = (count: number, make: (i: number) => Json) => Array.from({ length: count }, (_, i) => make(i))

/** A refusal as its caller sees it: which fields, and why. */
const refusal = ({ code, reason, fields }: Answer) => ({ code, reason, fields })
const wrong = (...fields: string[]) => ({ code: 'invalid_argument', reason: 'INVALID_FIELDS', fields })

/** Nothing of a request that is refused is kept. */
async function eventsOf(): Promise<number> {
  const { events } = ok(await system.call('EventService/ListEvents', { pageSize: 200 }, system.admin))
  return events.length
}

describe('an event that cannot be is refused, naming the field', () => {
  it.each<[string, Json, string[]]>([
    ['an empty name', { name: '' }, ['event.name']],
    ['an overlong name', { name: long(101) }, ['event.name']],
    ['a name with a control character', { name: 'a\u0007b' }, ['event.name']],
    ['an overlong description', { description: long(2_001) }, ['event.description']],
    ['no start', { startsAt: undefined }, ['event.starts_at']],
    ['no end', { endsAt: undefined }, ['event.ends_at']],
    ['an end before the start', { startsAt: inHours(2), endsAt: inHours(1) }, ['event.ends_at']],
    ['an end at the start', { startsAt: inHours(1), endsAt: inHours(1) }, ['event.ends_at']],
    ['an end that has passed', { startsAt: inHours(-2), endsAt: inHours(-1) }, ['event.ends_at']],
    ['a window of six years', { endsAt: inHours(6 * 366 * 24) }, ['event.ends_at']],
    ['a start in another era', { startsAt: '1900-01-01T00:00:00Z' }, ['event.starts_at']],
    ['a zone that there is not', { timeZone: 'Mars/Olympus' }, ['event.time_zone']],
    ['no rewards', { rewards: [] }, ['event.rewards']],
    ['no word of rewards', { rewards: undefined }, ['event.rewards']],
    ['too many rewards', { rewards: many(21, i => ({ ...point, rewardId: `rwd_${i}` })) }, ['event.rewards']],
    ['two rewards of one id', { rewards: [point, point] }, ['event.rewards[1].reward_id']],
    ['a reward without an id', withReward({ rewardId: '' }), ['event.rewards[0].reward_id']],
    ['a reward with a stranger id', withReward({ rewardId: 'evt_a' }), ['event.rewards[0].reward_id']],
    [
      'a reward with an overlong id',
      withReward({ rewardId: `rwd_${long(37)}` }),
      ['event.rewards[0].reward_id'],
    ],
    ['a reward without a name', withReward({ name: '' }), ['event.rewards[0].name']],
    ['a reward of no kind', withReward({ point: undefined }), ['event.rewards[0].kind']],
    ['no points', withReward({ point: { amount: 0 } }), ['event.rewards[0].point.amount']],
    ['negative points', withReward({ point: { amount: -1 } }), ['event.rewards[0].point.amount']],
    [
      'too many points',
      withReward({ point: { amount: '1000000000001' } }),
      ['event.rewards[0].point.amount'],
    ],
    [
      'all the points',
      withReward({ point: { amount: '9223372036854775807' } }),
      ['event.rewards[0].point.amount'],
    ],
    ['no stock', withReward({ stock: 0 }), ['event.rewards[0].stock']],
    ['a negative stock', withReward({ stock: -1 }), ['event.rewards[0].stock']],
    ['too much stock', withReward({ stock: 1_000_001 }), ['event.rewards[0].stock']],
    ['an unknown choice', withReward({ whenSoldOut: 9 }), ['event.rewards[0].when_sold_out']],
    ['no coupons', withCoupon({ count: 0 }), ['event.rewards[0].coupon.count']],
    ['too many coupons', withCoupon({ count: 101 }), ['event.rewards[0].coupon.count']],
    ['coupons of nothing', withCoupon({ templateId: '' }), ['event.rewards[0].coupon.template_id']],
    [
      'a badge without an id',
      withReward({ point: undefined, badge: {} }),
      ['event.rewards[0].badge.badge_id'],
    ],
    ['a condition without an id', withCondition({ conditionId: '' }), ['event.conditions[0].condition_id']],
    ['a condition of an unknown type', withCondition({ type: 'MOON_PHASE' }), ['event.conditions[0].type']],
    ['an unknown operator', withCondition({ operator: '!=' }), ['event.conditions[0].operator']],
    ['no operator', withCondition({ operator: '' }), ['event.conditions[0].operator']],
    ['a text for a number', withCondition({ value: '3' }), ['event.conditions[0].value']],
    ['a truth for a number', withCondition({ value: true }), ['event.conditions[0].value']],
    ['a list for a number', withCondition({ value: [3] }), ['event.conditions[0].value']],
    ['nothing for a number', withCondition({ value: null }), ['event.conditions[0].value']],
    ['no value', withCondition({ value: undefined }), ['event.conditions[0].value']],
    ['a fraction', withCondition({ value: 1.5 }), ['event.conditions[0].value']],
    ['a negative count', withCondition({ value: -1 }), ['event.conditions[0].value']],
    ['more days than a year has', withCondition({ value: 367 }), ['event.conditions[0].value']],
    ['less than nothing', withCondition({ operator: '<', value: 0 }), ['event.conditions[0].value']],
    ['a start after the end', withCondition({ start: inHours(48) }), ['event.conditions[0].start']],
    ['a zone of the moon', withCondition({ timeZone: 'Moon/Sea' }), ['event.conditions[0].time_zone']],
    [
      'an unknown parameter',
      withCondition({ parameters: { colour: 'red' } }),
      ['event.conditions[0].parameters'],
    ],
    [
      'a mission that is not named',
      withCondition({ type: 'COMPLETE_MISSION' }),
      ['event.conditions[0].parameters.mission_id'],
    ],
    [
      'two conditions of one id',
      { conditions: [condition, condition] },
      ['event.conditions[1].condition_id'],
    ],
    [
      'too many conditions',
      { conditions: many(21, i => ({ ...condition, conditionId: `cnd_${i}` })) },
      ['event.conditions'],
    ],
    [
      'everything at once',
      { name: '', timeZone: 'x', rewards: [{ ...point, name: '', stock: 0 }] },
      ['event.name', 'event.time_zone', 'event.rewards[0].name', 'event.rewards[0].stock'],
    ],
  ])('%s', async (title, changes, fields) => {
    const before = await eventsOf()
    const request = { idempotencyKey: title, event: eventDraft(changes) }
    const answer = await system.call('EventService/CreateEvent', request, system.admin)
    expect(refusal(answer)).toEqual(wrong(...fields))
    expect(answer.body.message).toContain(fields[0])
    expect(await eventsOf()).toBe(before)
  })

  it.each<[string, Json, string[]]>([
    [
      'no event',
      { idempotencyKey: 'k' },
      ['event.name', 'event.starts_at', 'event.ends_at', 'event.rewards'],
    ],
    ['no key', { event: eventDraft() }, ['idempotency_key']],
    ['an overlong key', { idempotencyKey: long(101), event: eventDraft() }, ['idempotency_key']],
  ])('a request with %s', async (_, request, fields) => {
    const answer = await system.call('EventService/CreateEvent', request, system.admin)
    expect(refusal(answer)).toEqual(wrong(...fields))
  })
})

describe('any other request that cannot be is refused, naming the field', () => {
  const asAdmin = () => system.admin
  const asUser = () => user.token
  const asService = async () => (await system.person(['ROLE_SERVICE'])).token
  const fact = { source: 'shop', factId: 'f', userId: 'usr_a', type: 'LOGIN', occurredAt: inHours(-1) }

  it.each<[string, Json, () => string | Promise<string>, string[]]>([
    ['ClaimService/ClaimReward', {}, asUser, ['event_id']],
    [
      'ClaimService/ClaimReward',
      { eventId: 'spring', idempotencyKey: long(101) },
      asUser,
      ['event_id', 'idempotency_key'],
    ],
    ['ClaimService/ClaimReward', { eventId: `evt_${long(40)}` }, asUser, ['event_id']],
    ['ClaimService/ListMyClaims', { state: 9 }, asUser, ['state']],
    ['ClaimService/ListMyClaims', { pageSize: 201 }, asUser, ['page_size']],
    [
      'ClaimService/ListClaims',
      { eventId: 'x', userId: 'y', state: 9, reason: 99 },
      asAdmin,
      ['event_id', 'user_id', 'state', 'reason'],
    ],
    ['ClaimService/ListRefusals', { reason: 99 }, asAdmin, ['reason']],
    ['ClaimService/GetClaimHistory', {}, asUser, ['event_id']],
    ['ClaimService/RetryClaim', { claimId: 'x' }, asAdmin, ['failed_attempt']],
    ['EventService/GetEvent', {}, asUser, ['event_id']],
    ['EventService/ListEvents', { status: 99 }, asUser, ['status']],
    ['EventService/ListEvents', { pageSize: -1 }, asUser, ['page_size']],
    [
      'EventService/ChangeEventStatus',
      { eventId: 'evt_a', expectedRevision: 1, status: 99 },
      asAdmin,
      ['status'],
    ],
    ['EventService/ChangeEventStatus', { eventId: 'evt_a', expectedRevision: 1 }, asAdmin, ['status']],
    [
      'EventService/RemoveReward',
      { eventId: 'evt_a', expectedRevision: 1, rewardId: 'a' },
      asAdmin,
      ['reward_id'],
    ],
    [
      'AuthService/SignUp',
      { email: 'ann', password: 'short', displayName: '' },
      asUser,
      ['email', 'password', 'display_name'],
    ],
    [
      'AuthService/SignUp',
      { email: 'a@example.com', password: long(257), displayName: 'A' },
      asUser,
      ['password'],
    ],
    [
      'UserService/CreateUser',
      { idempotencyKey: 'k', email: 'b@example.com', password: 'long enough', displayName: 'B', roles: [99] },
      asAdmin,
      ['roles[0]'],
    ],
    ['UserService/ListUsers', { role: 99 }, asAdmin, ['role']],
    ['UserService/GetUser', {}, asAdmin, ['user_id']],
    [
      'ConditionService/EvaluateConditions',
      { conditions: [], window: { start: inHours(1), end: inHours(0) } },
      asUser,
      ['conditions', 'window.end'],
    ],
    [
      'ConditionService/RecordActivity',
      {},
      asService,
      ['source', 'fact_id', 'user_id', 'type', 'occurred_at'].map(name => `activity.${name}`),
    ],
    [
      'ConditionService/RecordActivity',
      { activity: { ...fact, source: '', type: 'SNEEZE' } },
      asService,
      ['activity.source', 'activity.type'],
    ],
    [
      'ConditionService/RecordActivity',
      { activity: { ...fact, occurredAt: inHours(3) } },
      asService,
      ['activity.occurred_at'],
    ],
    [
      'ConditionService/RecordActivities',
      { activities: many(1_001, i => ({ ...fact, factId: `${i}` })) },
      asService,
      ['activities'],
    ],
    ['GrantService/ListGrants', { state: 9 }, asAdmin, ['state']],
    ['GrantService/ListMyGrants', { eventId: 'x' }, asUser, ['event_id']],
    [
      'SimulatorService/SetSimulation',
      { simulation: { rejectPercent: 101, latencyMs: -1 } },
      asAdmin,
      ['simulation.latency_ms', 'simulation.reject_percent'],
    ],
  ])('%s %j', async (method, request, caller, fields) => {
    const answer = await system.call(method, request, await caller())
    expect(refusal(answer)).toEqual(wrong(...fields))
  })
})

describe('a page token is good for the list that it came from', () => {
  it.each<[string, Json]>([
    ['EventService/ListEvents', { status: 'EVENT_STATUS_READY' }],
    ['ClaimService/ListClaims', {}],
    ['ClaimService/ListMyClaims', {}],
    ['ClaimService/ListRefusals', {}],
    ['ClaimService/GetClaimHistory', { eventId: 'evt_a' }],
    ['UserService/ListUsers', {}],
    ['GrantService/ListGrants', {}],
    ['GrantService/ListMyGrants', {}],
    ['ConditionService/ListConditionTypes', {}],
  ])('%s refuses one of another list', async (method, request) => {
    for (const i of [1, 2])
      await system.call(
        'EventService/CreateEvent',
        { idempotencyKey: `page ${i}`, event: eventDraft() },
        system.admin,
      )
    const { nextPageToken } = ok(await system.call('EventService/ListEvents', { pageSize: 1 }, system.admin))
    expect(nextPageToken).not.toBe('')
    const answer = await system.call(method, { ...request, pageToken: nextPageToken }, system.admin)
    expect(refusal(answer)).toEqual({
      code: 'invalid_argument',
      reason: 'INVALID_PAGE_TOKEN',
      fields: ['page_token'],
    })
    for (const pageToken of ['x', '!', long(3_000)]) {
      const nonsense = await system.call(method, { ...request, pageToken }, system.admin)
      expect(nonsense.reason).toBe('INVALID_PAGE_TOKEN')
    }
  })
})

describe('what is no call at all', () => {
  const post = (path: string, init: RequestInit = {}) =>
    fetch(`${system.running.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${user.token}` },
      body: '{}',
      ...init,
    })
  const CLAIM = '/rewards.event.v1.ClaimService/ClaimReward'

  it('a body over the limit is refused, wherever in it the excess is', async () => {
    const body = JSON.stringify({ eventId: 'evt_a', idempotencyKey: long(2_000_000) })
    const response = await post(CLAIM, { body })
    expect(response.status).toBe(429)
    expect(await response.json()).toMatchObject({ code: 'resource_exhausted' })
    expect((await post(CLAIM, { body: `${' '.repeat(2_000_000)}{}` })).status).toBe(429)
  })

  it('fields that nobody knows are ignored', async () => {
    const answer = await system.call(
      'EventService/CreateEvent',
      { idempotencyKey: 'unknown', colour: 'red', event: { ...eventDraft(), weather: { rain: [true] } } },
      system.admin,
    )
    expect(answer.code).toBe('ok')
  })

  it('a word that no enum has is named, with what is allowed, wherever it stands', async () => {
    const roles = { userId: user.userId, expectedRevision: 1, roles: ['ROLE_AUDITOR', 'ROLE_BOGUS'] }
    const answer = await system.call('UserService/SetRoles', roles, system.admin)
    expect(refusal(answer)).toEqual(wrong('roles[1]'))
    expect(answer.body.message).toContain('"ROLE_BOGUS"; allowed is one of ROLE_USER, ')
    const filter = await system.call('ClaimService/ListMyClaims', { state: 'CLAIM_STATE_BOGUS' }, user.token)
    expect(refusal(filter)).toEqual(wrong('state'))
    const event = eventDraft()
    const [reward] = event.rewards
    const choice = {
      idempotencyKey: 'choice',
      event: { ...event, rewards: [{ ...reward, whenSoldOut: 'PANIC' }] },
    }
    expect(refusal(await system.call('EventService/CreateEvent', choice, system.admin))).toEqual(
      wrong('event.rewards[0].when_sold_out'),
    )
  })

  it.each([
    ['{', 'no JSON'],
    ['[]', 'no object'],
    ['"evt_a"', 'a text'],
    ['null', 'nothing'],
    ['{"eventId": 7}', 'a number for a text'],
    ['{"eventId": {}}', 'an object for a text'],
  ])('%s, %s, is an invalid argument', async body => {
    const answer = await system.call('ClaimService/ClaimReward', body, user.token)
    expect(answer.code).toBe('invalid_argument')
    expect(answer.body.message).not.toMatch(/\bat .*\.[tj]s|node_modules/)
  })

  it.each([
    ['a method that there is not', '/rewards.event.v1.ClaimService/Steal', {}, 404],
    ['a service that there is not', '/rewards.bank.v1.BankService/Pay', {}, 404],
    ['a path of nothing', '/wp-admin', {}, 404],
    ['another content type', CLAIM, { headers: { 'content-type': 'text/plain' } }, 415],
  ])('%s gets the protocol’s own answer', async (_, path, init, status) => {
    const response = await post(path, init)
    await response.text()
    expect(response.status).toBe(status)
  })

  it('a GET of what changes something is not allowed', async () => {
    const response = await fetch(`${system.running.url}${CLAIM}`)
    await response.text()
    expect(response.status).toBe(405)
  })
})
