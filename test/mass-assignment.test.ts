import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventDraft, makeEvent, ok, startTestSystem, type TestSystem } from './support/system.ts'

let system: TestSystem
beforeAll(async () => {
  system = await startTestSystem()
}, 120_000)
afterAll(() => system?.[Symbol.asyncDispose]())

test('who signs up is what everybody is, whatever else the request says', async () => {
  const wished = { userId: 'usr_wished', roles: ['ROLE_ADMIN'], revision: 7, emailVerified: true }
  const request = {
    email: 'mallory@example.com',
    password: 'a password of hers',
    displayName: 'M',
    ...wished,
    user: wished,
  }
  const { user, tokens } = ok(await system.call('AuthService/SignUp', request))
  expect(user).toMatchObject({ roles: ['ROLE_USER'], revision: 1 })
  expect(user.userId).not.toBe('usr_wished')
  expect(ok(await system.call('AuthService/GetMe', {}, tokens.accessToken)).permissions).toEqual([])
})

test('a claim is the caller’s, whomever the request names', async () => {
  const [ann, mallory] = [await system.person(), await system.person()]
  const { eventId } = await makeEvent(system)
  const request = {
    eventId,
    idempotencyKey: 'k',
    userId: ann.userId,
    state: 'CLAIM_STATE_SUCCESS',
    requestedRewards: [],
  }
  const { claimId } = ok(await system.call('ClaimService/ClaimReward', request, mallory.token))
  expect(claimId).toContain(mallory.userId)
  expect(ok(await system.call('ClaimService/ListMyClaims', {}, ann.token)).claims).toEqual([])
})

test('what an event says of itself is not taken from who makes it', async () => {
  const wished = {
    eventId: 'evt_wished',
    createdBy: 'usr_somebody',
    status: 'EVENT_STATUS_ACTIVE',
    claimable: true,
    revision: 9,
    createdAt: '2020-01-01T00:00:00Z',
  }
  const request = { idempotencyKey: 'wished', event: eventDraft(wished) }
  const { event } = ok(await system.call('EventService/CreateEvent', request, system.admin))
  expect(event).toMatchObject({ status: 'EVENT_STATUS_READY', claimable: false, revision: 1 })
  expect(event.eventId).not.toBe('evt_wished')
  expect(event.createdBy).toMatch(/^usr_first_admin$/)
  expect(Date.parse(event.createdAt)).toBeGreaterThan(Date.parse('2026-01-01T00:00:00Z'))
})

test('an update changes what its mask names, and the mask names nothing that is not its caller’s', async () => {
  const event = await makeEvent(system, {}, 'READY')
  const update = (paths: string) => ({
    eventId: event.eventId,
    expectedRevision: event.revision,
    event: { name: 'Renamed', createdBy: 'usr_somebody', revision: 99, status: 'EVENT_STATUS_ACTIVE' },
    updateMask: paths,
  })
  for (const path of ['createdBy', 'revision', 'status', 'claimable', 'eventId']) {
    const refused = await system.call('EventService/UpdateEvent', update(path), system.admin)
    expect({ path, code: refused.code }).toEqual({ path, code: 'invalid_argument' })
  }
  const renamed = ok(await system.call('EventService/UpdateEvent', update('name'), system.admin)).event
  expect(renamed).toMatchObject({ name: 'Renamed', createdBy: event.createdBy, status: 'EVENT_STATUS_READY' })
})
