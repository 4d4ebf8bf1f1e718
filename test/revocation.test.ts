import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../tools/launcher/test/support.ts'
import type { Answer, Json } from './support/json-calls.ts'
import { makeEvent, ok, startTestSystem, type TestSystem } from './support/system.ts'

let system: TestSystem
beforeAll(async () => {
  system = await startTestSystem({ replicas: 2 })
}, 120_000)
afterAll(() => system?.[Symbol.asyncDispose]())

const PASSWORD = 'correct horse battery'
let people = 0

/** Somebody new, and what signing up gave them. */
async function newcomer() {
  const email = `revoked${people++}@example.com`
  const { user, tokens } = ok(
    await system.call('AuthService/SignUp', { email, password: PASSWORD, displayName: 'R' }),
  )
  return { user, token: tokens.accessToken, refreshToken: tokens.refreshToken }
}

/** A method of each service that anyone may call who is signed in. */
const CALLS: readonly (readonly [string, Json])[] = [
  ['AuthService/GetMe', {}],
  ['EventService/ListEvents', {}],
  ['ConditionService/ListConditionTypes', {}],
  ['GrantService/GetMyBalance', {}],
]

/** One answer of each service through each of the two gateways, which go round the replicas. */
async function everywhere(token: string): Promise<Set<string>> {
  const answers: Promise<Answer>[] = []
  for (const [method, request] of CALLS)
    for (let i = 0; i < 4; i++) answers.push(system.call(method, request, token))
  return new Set((await Promise.all(answers)).map(({ code, reason }) => reason || code))
}

const isRefused = (words: Set<string>) => words.size === 1 && words.has('TOKEN_REVOKED')

/** Prints how long it took; what is asserted is that it happens. */
async function revokedWithin(what: string, token: string, revoke: () => Promise<void>): Promise<void> {
  expect(await everywhere(token)).toEqual(new Set(['ok']))
  const startedAt = performance.now()
  await revoke()
  await until(`${what} is known everywhere`, async () => isRefused(await everywhere(token)), 60_000)
  console.log(`${what}: refused everywhere after ${Math.round(performance.now() - startedAt)} ms`)
}

describe('a token of before counts nowhere', () => {
  test('after a change of roles', async () => {
    const { user, token, refreshToken } = await newcomer()
    const change = { userId: user.userId, roles: ['ROLE_AUDITOR'], expectedRevision: user.revision }
    await revokedWithin('a change of roles', token, async () => {
      ok(await system.call('UserService/SetRoles', change, system.admin))
    })
    const { tokens } = ok(await system.call('AuthService/RefreshToken', { refreshToken }))
    expect(await everywhere(tokens.accessToken)).toEqual(new Set(['ok']))
  })

  test('after signing out, though the broker is gone and no hint arrives', async () => {
    const { token, refreshToken } = await newcomer()
    const resume = system.pause('nats-server')
    try {
      await revokedWithin('a sign-out without a broker', token, async () => {
        ok(await system.call('AuthService/SignOut', { refreshToken }))
      })
    } finally {
      resume()
    }
  })

  test('after signing out, while one of the two replicas of auth is silent', async () => {
    const { token, refreshToken } = await newcomer()
    const resume = system.pause('auth-2')
    try {
      await until(
        'the other replica answers',
        async () => (await system.call('AuthService/GetMe', {}, token)).code === 'ok',
      )
      const startedAt = performance.now()
      const signOut = () => system.call('AuthService/SignOut', { refreshToken })
      await until('signed out', async () => (await signOut()).code === 'ok', 60_000)
      const refused = async (method: string) =>
        (await system.call(method, {}, token)).reason === 'TOKEN_REVOKED'
      for (const [method] of CALLS.slice(1)) await until(`${method} refuses`, () => refused(method), 60_000)
      console.log(`beside a silent auth: refused after ${Math.round(performance.now() - startedAt)} ms`)
    } finally {
      resume()
    }
  })
})

test('a stream that is open ends when its token counts no more', async () => {
  const { token, refreshToken } = await newcomer()
  const { eventId } = await makeEvent(system)
  const resume = ['reward', 'reward-2'].map(name => system.pause(name)) // so that the claim stays open
  try {
    const claim = { eventId, idempotencyKey: 'k' }
    const { claimId } = ok(await system.call('ClaimService/ClaimReward', claim, token))
    const watching = watch(claimId, token)
    ok(await system.call('AuthService/SignOut', { refreshToken }))
    expect(await watching).toContain('TOKEN_REVOKED')
  } finally {
    for (const each of resume) each()
  }
}, 60_000)

/** All that a stream of Connect says of a claim until it ends. */
async function watch(claimId: string, token: string): Promise<string> {
  const message = Buffer.from(JSON.stringify({ claimId }))
  const prefix = Buffer.alloc(5)
  prefix.writeUInt32BE(message.length, 1)
  const response = await fetch(`${system.running.urls[0]}/rewards.event.v1.ClaimService/WatchClaim`, {
    method: 'POST',
    headers: { 'content-type': 'application/connect+json', authorization: `Bearer ${token}` },
    body: Buffer.concat([prefix, message]),
    signal: AbortSignal.timeout(50_000),
  })
  return response.text()
}

test('nobody is led by the gateway to what processes ask each other', async () => {
  const answer = await fetch(
    `${system.running.urls[0]}/rewards.auth.v1.AccessFeedService/ListAccessChanges`,
    { method: 'POST', headers: { 'content-type': 'application/connect+json' }, body: '{}' },
  )
  expect(answer.status).toBe(404)
})
