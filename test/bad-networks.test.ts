import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tokenFrom } from '../services/gateway/test/support/tokens.ts'
import { until } from '../tools/launcher/test/support.ts'
import { Way } from '../tools/torture/src/network/way.ts'
import { type Answer, type Call, type Json, jsonCalls } from './support/json-calls.ts'
import { resumedWatch } from './support/resumed-watch.ts'
import {
  closedClaim,
  makeEvent,
  ok,
  type Person,
  startTestSystem,
  type TestSystem,
} from './support/system.ts'
import { systemKey } from './support/system-key.ts'
import { StreamBroken, watchedClaim } from './support/watched-claim.ts'

let system: TestSystem
let proxy: Way
/** Through the proxy. */
let call: Call
beforeAll(async () => {
  system = await startTestSystem()
  proxy = await Way.open(Number(new URL(system.running.url).port))
  call = jsonCalls(proxy.url)
}, 120_000)
afterAll(async () => {
  proxy?.[Symbol.dispose]()
  await system?.[Symbol.asyncDispose]()
})

/** The same call again until an answer comes; how often it was made. */
async function insisting(
  method: string,
  body: Json,
  token: string,
): Promise<{ answer: Answer; calls: number }> {
  for (let calls = 1; ; calls++) {
    const answer = await call(method, body, token).catch(() => undefined)
    if (answer && answer.code !== 'unavailable') return { answer, calls }
    await sleep(20)
  }
}

async function simulate(simulation: Json): Promise<void> {
  ok(await system.call('SimulatorService/SetSimulation', { simulation }, system.admin))
  await sleep(1_000) // a process remembers the settings for half a second
}

const hold = () => simulate({ types: ['REWARD_TYPE_POINT'], failingUntil: '2100-01-01T00:00:00Z' })
const release = () => simulate({})

async function claimOf(person: Person): Promise<string> {
  const { eventId } = await makeEvent(system)
  return ok(await system.call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'key' }, person.token))
    .claimId
}

test('claims whose answers are lost after the commit are made again, and each is granted once', async () => {
  const { eventId } = await makeEvent(system)
  const people = await Promise.all(Array.from({ length: 12 }, () => system.person()))
  const lostBefore = proxy.lost
  let calls = 0
  for (const { token, userId } of people) {
    proxy.loseAnswers(2)
    const made = await insisting('ClaimService/ClaimReward', { eventId, idempotencyKey: userId }, token)
    calls += made.calls
    const { claimId } = ok(made.answer)
    expect(await closedClaim(system, claimId, token)).toMatchObject({
      state: 'CLAIM_STATE_SUCCESS',
      attempt: 1,
    })
    const { entries } = ok(await system.call('ClaimService/GetClaimHistory', { eventId }, token))
    expect(entries).toHaveLength(1)
    expect(ok(await system.call('GrantService/GetMyBalance', {}, token)).points).toBe('10')
  }
  const lost = proxy.lost - lostBefore
  console.log(
    `${people.length} claims, ${calls} calls, ${lost} answers lost: ${people.length} attempts on record`,
  )
  expect(lost).toBe(2 * people.length)
  expect(calls).toBe(3 * people.length)
}, 120_000)

test('a stream that is cut again and again goes on from where it was, and sees the end', async () => {
  const person = await system.person()
  await hold()
  const claimId = await claimOf(person)
  const watch = resumedWatch([proxy.url], claimId, person.token)
  await until('the watcher sees the claim', () => watch.seen.length > 0)
  for (let cuts = 1; cuts <= 5; cuts++) {
    proxy.cut()
    await until('the watcher was cut', () => watch.breaks.length >= cuts)
    await sleep(200)
  }
  await release()
  await watch.ended
  const revs = watch.seen.map(({ rev }) => rev)
  console.log(`a stream cut ${watch.breaks.length} times: ${revs.length} states, revs ${revs.join(', ')}`)
  expect(new Set(watch.breaks)).toEqual(new Set(['lost']))
  expect(revs).toEqual([...new Set(revs)].toSorted((a, b) => a - b))
  expect(watch.seen.at(-1)).toMatchObject({ state: 'CLAIM_STATE_SUCCESS' })
}, 120_000)

test('a stream whose token ends is told so, and goes on with the next token from where it was', async () => {
  const person = await system.person()
  await hold()
  const claimId = await claimOf(person)
  // Tokens have a leeway of a minute: three seconds of it are left.
  const key = await systemKey(system.dataDir)
  const token = await tokenFrom(key, { livesForS: -57, claims: { sub: person.userId } })
  const seen: Json[] = []
  const watch = async () => {
    for await (const claim of watchedClaim(proxy.url, { claimId, afterRev: 0 }, token)) seen.push(claim)
  }
  const broken = await watch().catch((error: unknown) => error)
  expect(broken).toBeInstanceOf(StreamBroken)
  expect(broken).toMatchObject({ code: 'unauthenticated', reason: 'TOKEN_EXPIRED' })
  expect(seen).toMatchObject([{ state: 'CLAIM_STATE_REQUESTED' }])
  expect((await call('ClaimService/GetClaim', { claimId }, token)).reason).toBe('TOKEN_EXPIRED')
  await release()
  const after: Json[] = []
  for await (const claim of watchedClaim(proxy.url, { claimId, afterRev: seen[0].rev }, person.token))
    after.push(claim)
  expect(after.every(({ rev }) => rev > seen[0].rev)).toBe(true)
  expect(after.at(-1)).toMatchObject({ state: 'CLAIM_STATE_SUCCESS' })
}, 120_000)

test('a gateway that restarts ends its streams with a word, loses no claim, and is found again at its port', async () => {
  const people = await Promise.all(Array.from({ length: 8 }, () => system.person()))
  await hold()
  const claimIds = await Promise.all(people.map(claimOf))
  const watches = people.map(({ token }, i) =>
    resumedWatch([system.running.url], claimIds[i] as string, token),
  )
  await until('all watch', () => watches.every(({ seen }) => seen.length > 0))
  const { eventId } = await makeEvent(system)
  let stopped = false
  const tallies = people.map(async ({ token, userId }) => {
    let calls = 0
    for (; !stopped; calls++) {
      const { answer } = await insisting(
        'ClaimService/ClaimReward',
        { eventId, idempotencyKey: userId },
        token,
      )
      expect(answer.code).toBe('ok')
    }
    return calls
  })
  await system.running.restart('gateway')
  await until('all watch again', () => watches.every(({ breaks }) => breaks.length > 0))
  stopped = true
  const calls = (await Promise.all(tallies)).reduce((sum, each) => sum + each, 0)
  await release()
  await Promise.all(watches.map(({ ended }) => ended))
  const breaks = watches.flatMap(watch => watch.breaks)
  const first = Object.entries(Object.groupBy(breaks, each => each)).map(
    ([what, all]) => `${what}: ${all?.length}`,
  )
  console.log(`a restart: ${calls} claims answered meanwhile; streams ended ${first.join(', ')}`)
  expect(watches.map(watch => watch.breaks[0])).toEqual(people.map(() => 'unavailable SHUTTING_DOWN'))
  for (const { seen } of watches) expect(seen.at(-1)).toMatchObject({ state: 'CLAIM_STATE_SUCCESS' })
  for (const { token } of people) {
    const { entries } = ok(await system.call('ClaimService/GetClaimHistory', { eventId }, token))
    expect(entries).toHaveLength(1)
  }
}, 120_000)
