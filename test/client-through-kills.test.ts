import { createConnectTransport } from '@connectrpc/connect-web'
import { createRewardsClient, memorySessions, RewardsError, type SessionStore } from '@rewards/client'
import { type Claim, ClaimState } from '@rewards/contracts/event'
import { RewardType } from '@rewards/contracts/reward'
import { readFirstAdmin } from '@rewards/launcher'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../tools/launcher/test/support.ts'
import { makeEvent, startTestSystem, type TestSystem } from './support/system.ts'

let system: TestSystem
beforeAll(async () => {
  system = await startTestSystem()
}, 120_000)
afterAll(() => system?.[Symbol.asyncDispose]())

let people = 0

/** A client of a new user. */
async function newcomer(options: { sessions?: SessionStore; fetch?: typeof fetch } = {}) {
  const { fetch = globalThis.fetch, ...rest } = options
  const client = createRewardsClient({
    baseUrl: system.running.url,
    transport: baseUrl => createConnectTransport({ baseUrl, useBinaryFormat: true, fetch }),
    ...rest,
  })
  const email = `kills${people++}@example.com`
  const user = await client.signUp({ email, password: 'correct horse battery', displayName: 'Ann' })
  return { client, userId: user.userId }
}

test('a claim is watched to its end through kills of its service and of the gateway', async () => {
  const admin = createRewardsClient({
    baseUrl: system.running.url,
    credentials: readFirstAdmin(system.dataDir) ?? expect.unreachable('there is no administrator'),
  })
  const { client } = await newcomer()
  const { eventId } = await makeEvent(system)
  const types = [RewardType.POINT]
  const never = { seconds: 4_102_444_800n, nanos: 0 }
  await admin.simulator.setSimulation({ simulation: { types, failingUntil: never } })
  const seen: Claim[] = []
  const { claimId } = await client.claims.claimReward({ eventId })
  const watching = (async () => {
    for await (const claim of client.watchClaim(claimId)) seen.push(claim)
  })()
  await until('the present state is there', () => seen.length > 0)
  for (const name of ['event', 'gateway', 'event']) {
    await system.kill(name)
    const { claim } = await onceItIsBack(() => client.claims.getClaim({ claimId }))
    expect(claim?.state).toBe(ClaimState.REQUESTED)
  }
  await onceItIsBack(() => admin.simulator.setSimulation({ simulation: {} }))
  await watching
  const revs = seen.map(({ rev }) => rev)
  expect(revs).toEqual([...new Set(revs)].toSorted((a, b) => a - b))
  expect(seen.at(-1)?.state).toBe(ClaimState.SUCCESS)
}, 120_000)

/** The client repeats a call for some seconds; on a busy machine a process may need longer to be there again. */
async function onceItIsBack<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof RewardsError && error.code === 'unavailable') || tries === 8) throw error
    }
  }
}

test('the answer of a refresh is lost, the process dies, and the next one goes on', async () => {
  const sessions = memorySessions()
  let loses = false as boolean
  const losing: typeof fetch = async (url, init) => {
    const answer = await fetch(url, init)
    if (!loses || !String(url).endsWith('/RefreshToken')) return answer
    await answer.arrayBuffer()
    throw new TypeError('network error')
  }
  const { client, userId } = await newcomer({ sessions, fetch: losing })
  for (let i = 0; i < 2; i++) {
    await spoil(sessions)
    loses = true
    await expect(client.auth.getMe({})).rejects.toMatchObject({ reason: 'UNREACHABLE' })
    loses = false
    const next = createRewardsClient({ baseUrl: system.running.url, sessions })
    expect((await next.auth.getMe({})).user?.userId).toBe(userId)
  }
})

/** As after a quarter of an hour: the access token counts no more. */
async function spoil(sessions: SessionStore): Promise<void> {
  const session = await sessions.read()
  if (session) await sessions.write({ ...session, accessToken: `${session.accessToken}x` })
}

test('a thief’s use of an old refresh token ends the session for all', async () => {
  const sessions = memorySessions()
  const { client } = await newcomer({ sessions })
  const stolen = await sessions.read()
  for (let i = 0; i < 2; i++) {
    await spoil(sessions)
    await client.auth.getMe({})
  }
  const thief = memorySessions()
  await thief.write(stolen)
  await spoil(thief)
  const theirs = createRewardsClient({ baseUrl: system.running.url, sessions: thief })
  await expect(theirs.auth.getMe({})).rejects.toMatchObject({ code: 'unauthenticated' })
  await spoil(sessions)
  await expect(client.auth.getMe({})).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(await client.userId()).toBeUndefined()
})

test('failures of the system are told in full', async () => {
  const { client } = await newcomer()
  const failed = (call: Promise<unknown>) =>
    call.then(
      () => expect.unreachable('the call did not fail'),
      (error: RewardsError) => error,
    )
  const wrong = await failed(client.claims.claimReward({ eventId: '' }))
  expect(wrong).toBeInstanceOf(RewardsError)
  expect(wrong).toMatchObject({ code: 'invalid_argument', reason: 'INVALID_FIELDS' })
  expect(wrong.violations).toMatchObject([{ field: 'event_id' }])

  const { eventId } = await makeEvent(system)
  const { claimId } = await client.claims.claimReward({ eventId })
  const again = await failed(client.claims.claimReward({ eventId }))
  expect(again).toMatchObject({ code: 'already_exists', reason: 'DUPLICATED_CLAIM' })
  expect(again.claim?.claimId).toBe(claimId)

  const conditions = [{ conditionId: 'cnd_buy', type: 'PURCHASE_COUNT', operator: '>=', value: 1 }]
  const other = await makeEvent(system, { conditions })
  const refused = await failed(client.claims.claimReward({ eventId: other.eventId }))
  expect(refused).toMatchObject({ code: 'failed_precondition', reason: 'CONDITION_NOT_MET' })
  expect(refused.refusal?.conditions).toMatchObject([{ conditionId: 'cnd_buy', met: false }])
  expect(await failed(client.users.listUsers({}))).toMatchObject({ code: 'permission_denied' })
})
