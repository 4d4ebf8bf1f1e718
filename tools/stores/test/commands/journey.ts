import { subjects } from '@rewards/contracts/subjects'
import { publishRaw } from '../../../../services/event/test/claim-raw-nats.ts'
import { type Answer, type Json, jsonCalls } from '../../../../test/support/json-calls.ts'
import { until } from '../../../launcher/test/support.ts'
import { identity } from './identity.ts'
import type { ObservedSystem } from './observed-system.ts'

const PASSWORD = 'correct horse battery'
const HOUR_MS = 3_600_000

/** Uses every service for everything that it is for. Rejects when something is not answered as it should be. */
export async function travel({ url, natsUrl, admin: credentials }: ObservedSystem): Promise<void> {
  const call = jsonCalls(url)
  const admin = ok(await call('AuthService/SignIn', credentials)).tokens.accessToken
  const [ann, bob, shop] = [await person('ann'), await person('bob'), await person('shop', 'ROLE_SERVICE')]
  await users()
  await identity(call, admin, await person('zoe'))
  for (const { userId } of [ann, bob]) await activities(userId)
  const eventId = await event()
  await claims()
  await simulated()
  await lists()
  await deadLetters()

  async function person(name: string, role?: string) {
    const email = `${name}@example.com`
    const { user } = ok(await call('AuthService/SignUp', { email, password: PASSWORD, displayName: name }))
    const change = { userId: user.userId, roles: [role], expectedRevision: user.revision }
    if (role) ok(await call('UserService/SetRoles', change, admin))
    const { tokens } = ok(await call('AuthService/SignIn', { email, password: PASSWORD }))
    const { refreshToken } = tokens
    const refreshed = ok(await call('AuthService/RefreshToken', { refreshToken })).tokens
    return { userId: user.userId, token: refreshed.accessToken }
  }

  async function users(): Promise<void> {
    ok(await call('UserService/GetUser', { userId: ann.userId }, admin))
    for (const role of ['', 'OPERATOR', 'AUDITOR', 'ADMIN', 'SERVICE'])
      ok(await call('UserService/ListUsers', role === '' ? {} : { role: `ROLE_${role}` }, admin))
  }

  async function activities(userId: string): Promise<void> {
    const fact = { source: 'shop', userId, occurredAt: new Date().toISOString() }
    const bought = { ...fact, type: 'PURCHASE', factId: `order ${userId}`, attributes: { product_id: 'tea' } }
    const done = {
      ...fact,
      type: 'MISSION_COMPLETED',
      factId: `mission ${userId}`,
      attributes: { mission_id: 'm1' },
    }
    for (const activity of [bought, done, bought])
      ok(await call('ConditionService/RecordActivity', { activity }, shop.token))
  }

  async function event(): Promise<string> {
    const least = { operator: '>=', value: 1 }
    return active({
      name: 'Spring',
      conditions: [
        { conditionId: 'cnd_login', type: 'LOGIN_DAYS', ...least },
        { conditionId: 'cnd_tea', type: 'PURCHASE_COUNT', parameters: { product_id: 'tea' }, ...least },
        { conditionId: 'cnd_m1', type: 'COMPLETE_MISSION', parameters: { mission_id: 'm1' }, ...least },
      ],
      rewards: [{ rewardId: 'rwd_a', name: 'Points', point: { amount: 10 }, stock: 1 }],
    })
  }

  async function active(draft: Json): Promise<string> {
    const [startsAt, endsAt] = [-HOUR_MS, HOUR_MS].map(ms => new Date(Date.now() + ms).toISOString())
    const request = { idempotencyKey: draft.name, event: { ...draft, startsAt, endsAt } }
    const made = ok(await call('EventService/CreateEvent', request, admin)).event
    const change = { eventId: made.eventId, expectedRevision: made.revision, status: 'EVENT_STATUS_ACTIVE' }
    ok(await call('EventService/ChangeEventStatus', change, admin))
    return made.eventId
  }

  async function claims(): Promise<void> {
    ok(await call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'one' }, ann.token))
    await closed(`${eventId}:${ann.userId}:once`, ann.token)
    const again = await call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'two' }, ann.token)
    expectReason(again, 'DUPLICATED_CLAIM')
    // Nothing is left; that it is so for good is known when the scan has looked at the bucket.
    await until('the last unit is known to be gone', async () => {
      const late = await call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'late' }, bob.token)
      return late.reason === 'OUT_OF_STOCK'
    })
  }

  async function closed(claimId: string, token: string): Promise<void> {
    await until(`${claimId} is closed`, async () => {
      const { claim } = ok(await call('ClaimService/GetClaim', { claimId }, token))
      return claim.state !== 'CLAIM_STATE_REQUESTED'
    })
  }

  async function simulated(): Promise<void> {
    const simulation = { types: ['REWARD_TYPE_BADGE'] }
    ok(await call('SimulatorService/SetSimulation', { simulation }, admin))
    const badge = { rewardId: 'rwd_b', name: 'Badge', badge: { badgeId: 'early' } }
    const badgeEvent = await active({ name: 'Badges', rewards: [badge] })
    // The setting is obeyed within a second.
    await new Promise(resolve => setTimeout(resolve, 1_200))
    const { claimId } = ok(await call('ClaimService/ClaimReward', { eventId: badgeEvent }, ann.token))
    await closed(claimId, ann.token)
  }

  async function lists(): Promise<void> {
    const { userId, token } = ann
    const claimId = `${eventId}:${userId}:once`
    const queries: [string, object, string][] = [
      ['EventService/ListEvents', {}, admin],
      ['EventService/ListEvents', { status: 'EVENT_STATUS_ACTIVE' }, admin],
      ['ClaimService/ListMyClaims', {}, token],
      ['ClaimService/ListClaims', {}, admin],
      ['ClaimService/ListClaims', { eventId }, admin],
      ['ClaimService/ListClaims', { state: 'CLAIM_STATE_SUCCESS' }, admin],
      ['ClaimService/GetClaimHistory', { eventId }, token],
      ['ClaimService/ListRefusals', {}, admin],
      ['ClaimService/ListRefusals', { eventId }, admin],
      ['ClaimService/ListRefusals', { userId }, admin],
      ['ClaimService/ListRefusals', { reason: 'CLAIM_REASON_DUPLICATED_CLAIM' }, admin],
      ['GrantService/ListMyGrants', {}, token],
      ['GrantService/GetMyBalance', {}, token],
      ['GrantService/ListGrants', {}, admin],
      ['GrantService/ListGrants', { claimId }, admin],
      ['GrantService/ListGrants', { eventId }, admin],
      ['GrantService/ListGrants', { state: 'GRANT_STATE_GRANTED' }, admin],
    ]
    for (const [method, request, by] of queries) ok(await call(method, request, by))
  }

  async function deadLetters(): Promise<void> {
    for (const subject of [subjects.claimRequested, subjects.claimGranted])
      await publishRaw(natsUrl, subject, Buffer.from('garbage'))
    for (const service of ['event', 'reward'])
      await until(`${service} has a dead letter`, async () => {
        const response = await fetch(`${url}/rewards.${service}.v1.DeadLetterService/ListDeadLetters`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${admin}` },
          body: '{}',
        })
        const { deadLetters } = (await response.json()) as Json
        return deadLetters.length > 0
      })
  }
}

function ok({ code, body }: Answer): Json {
  if (code !== 'ok') throw new Error(JSON.stringify(body))
  return body
}

function expectReason(answer: Answer, reason: string): void {
  if (answer.reason !== reason) throw new Error(`not ${reason}: ${JSON.stringify(answer.body)}`)
}
