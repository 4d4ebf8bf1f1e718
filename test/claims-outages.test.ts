import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { until } from '../tools/launcher/test/support.ts'
import type { Answer } from './support/json-calls.ts'
import {
  closedClaim,
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
}, 120_000)
afterAll(() => system?.[Symbol.asyncDispose]())
beforeEach(async () => {
  await until('everything is back', async () => {
    const ready = await fetch(`${system.running.url}/readyz`).catch(() => undefined)
    await ready?.text()
    return ready?.status === 200
  })
  ann = await system.person()
})

const conditions = [{ conditionId: 'cnd_login', type: 'LOGIN_DAYS', operator: '>=', value: 1 }]

const claim = (eventId: string, person: Person = ann): Promise<Answer> =>
  system.call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'key' }, person.token)

/** Asks as a patient client does: again, while nothing final was decided. */
async function untilFinal(eventId: string): Promise<Answer> {
  let answer = await claim(eventId)
  await until('the answer is final', async () => {
    if (answer.code === 'unavailable') answer = await claim(eventId)
    return answer.code !== 'unavailable'
  })
  return answer
}

const history = async (eventId: string) =>
  ok(await system.call('ClaimService/GetClaimHistory', { eventId }, ann.token)).entries

/** The claim is granted, once. */
async function isGranted(claimId: string, points: string): Promise<void> {
  expect(await closedClaim(system, claimId, ann.token)).toMatchObject({
    state: 'CLAIM_STATE_SUCCESS',
    attempt: 1,
  })
  const balance = ok(await system.call('GrantService/GetMyBalance', {}, ann.token))
  expect(balance.points).toBe(points)
}

it('while condition does not answer a claim is unavailable and leaves nothing; the retry works', async () => {
  const { eventId } = await makeEvent(system, { conditions })
  // Stopped, not killed: the launcher would have started it again before a slow machine asks.
  const resume = system.pause('condition')
  try {
    const down = await claim(eventId)
    expect(down.code).toBe('unavailable')
    expect(down.body.message).not.toMatch(/127\.0\.0\.1|ECONN/)
    expect(await history(eventId)).toEqual([])
  } finally {
    resume()
  }
  const accepted = ok(await untilFinal(eventId))
  await isGranted(accepted.claimId, '10')
  expect(await history(eventId)).toHaveLength(1)
})

it('while condition is being started again a claim ends well, or as unavailable and leaves nothing', async () => {
  const { eventId } = await makeEvent(system, { conditions })
  await system.kill('condition')
  const down = await claim(eventId)
  expect(['ok', 'unavailable']).toContain(down.code)
  expect(down.body.message ?? '').not.toMatch(/127\.0\.0\.1|ECONN/)
  if (down.code === 'unavailable') expect(await history(eventId)).toEqual([])
  await isGranted(ok(await untilFinal(eventId)).claimId, '10')
  expect(await history(eventId)).toHaveLength(1)
})

it('while condition is down an event without conditions takes claims', async () => {
  const { eventId } = await makeEvent(system)
  await system.kill('condition')
  await isGranted(ok(await claim(eventId)).claimId, '10')
})

it('while the broker is down claims are accepted, and granted later', async () => {
  const { eventId } = await makeEvent(system)
  await system.kill('nats-server')
  const accepted = await claim(eventId)
  expect(accepted.code).toBe('ok')
  await isGranted(accepted.body.claimId, '10')
})

it('while reward is down claims are accepted, and granted later', async () => {
  const { eventId } = await makeEvent(system)
  await system.kill('reward')
  const { claimId } = ok(await claim(eventId))
  const shown = ok(await system.call('ClaimService/GetClaim', { claimId }, ann.token)).claim
  expect(shown).toMatchObject({ state: 'CLAIM_STATE_REQUESTED', grantedRewards: [] })
  await until('reward is back', async () => {
    const { code } = await system.call('GrantService/GetMyBalance', {}, ann.token)
    return code === 'ok'
  })
  await isGranted(claimId, '10')
})

it('while event is down a claim is unavailable; what it had accepted is granted, and the retry says so', async () => {
  const { eventId } = await makeEvent(system)
  const accepted = ok(await claim(eventId))
  await system.kill('event')
  const down = await claim(eventId)
  expect(down.code).toBe('unavailable')
  expect(ok(await untilFinal(eventId))).toEqual(accepted)
  await isGranted(accepted.claimId, '10')
})

it('while auth is down those who are signed in claim as before, and nobody is called unauthenticated', async () => {
  const { eventId } = await makeEvent(system)
  await system.kill('auth')
  await isGranted(ok(await claim(eventId)).claimId, '10')
})

it('with everything killed at once under claims, each that was accepted is granted once', async () => {
  const { eventId } = await makeEvent(system, {
    rewards: [{ rewardId: 'rwd_a', name: 'Points', point: { amount: 10 }, stock: 30 }],
  })
  const people = await Promise.all(Array.from({ length: 12 }, () => system.person()))
  const claims = people.map(async person => {
    let answer = await claim(eventId, person).catch(lost)
    await until('the answer is final', async () => {
      if (answer.code === 'unavailable') answer = await claim(eventId, person).catch(lost)
      return answer.code !== 'unavailable'
    })
    return ok(answer).claimId as string
  })
  for (const name of ['event', 'reward', 'nats-server', 'condition', 'gateway']) await system.kill(name)
  const claimIds = await Promise.all(claims)
  await until(
    'the system is back',
    async () => {
      const answers = [
        await system.call('GrantService/GetMyBalance', {}, ann.token).catch(lost),
        await system.call('EventService/GetEvent', { eventId }, ann.token).catch(lost),
      ]
      return answers.every(({ code }) => code === 'ok')
    },
    60_000,
  )
  for (const [i, person] of people.entries()) {
    const closed = await closedClaim(system, claimIds[i] as string, person.token)
    expect(closed).toMatchObject({ state: 'CLAIM_STATE_SUCCESS', attempt: 1 })
    const { points } = ok(await system.call('GrantService/GetMyBalance', {}, person.token))
    expect(points).toBe('10')
  }
}, 120_000)

/** No answer at all, as when the gateway is gone: it may have had an effect. */
function lost(error: unknown): Answer {
  if (!(error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError))
    throw error
  return { status: 0, body: {}, code: 'unavailable', reason: '', fields: [] }
}
