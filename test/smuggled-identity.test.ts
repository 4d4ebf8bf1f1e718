import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Json } from './support/json-calls.ts'
import { type Person, startTestSystem, type TestSystem } from './support/system.ts'

let system: TestSystem
let ann: Person
let admin: string
beforeAll(async () => {
  system = await startTestSystem({ env: { REWARDS_AUTH_SIGN_INS_PER_ADDRESS: '5/10m' } })
  ann = await system.person()
  admin = (await callWith({}, 'GetMe', {}, system.admin)).body.user.userId
}, 120_000)
afterAll(() => system?.[Symbol.asyncDispose]())

/** Headers in which other systems, or our own inside, say who calls or where from. */
function smuggling(userId: string, token: string): readonly Record<string, string>[] {
  return [
    ...[
      'x-user-id',
      'x-user',
      'x-rewards-caller',
      'x-caller',
      'x-auth-request-user',
      'remote-user',
      'user',
      'sub',
    ],
    ...[
      'x-rewards-user',
      'x-jwt-sub',
      'x-authenticated-userid',
      'x-goog-authenticated-user-id',
      'x-remote-user',
    ],
  ]
    .map((name): Record<string, string> => ({ [name]: userId }))
    .concat(
      { 'x-roles': 'ADMIN', 'x-permissions': 'user.read', 'x-forwarded-user': userId },
      { 'x-forwarded-authorization': `Bearer ${token}`, 'x-authorization': `Bearer ${token}` },
      { 'proxy-authorization': `Bearer ${token}`, cookie: `token=${token}; authorization=Bearer ${token}` },
      { 'grpc-metadata-authorization': `Bearer ${token}`, 'rewards-caller': userId },
      { 'rewards-caller-address': '127.0.0.1', 'rewards-caller-agent': userId },
    )
}

/** A call with these headers beside the token: its status, and its answer. */
async function callWith(headers: Record<string, string>, method: string, request: object, token?: string) {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`${system.running.urls[0]}/rewards.auth.v1.AuthService/${method}`, {
    method: 'POST',
    headers: { ...headers, ...authorization, 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })
  const body: Json = await response.json()
  return { status: response.status, body }
}

test('no header but the token says who calls', async () => {
  for (const headers of smuggling(admin, system.admin)) {
    const names = Object.keys(headers).join(', ')
    const { body } = await callWith(headers, 'GetMe', {}, ann.token)
    expect(body, names).toMatchObject({ user: { userId: ann.userId }, permissions: [] })
    expect((await callWith(headers, 'GetMe', {})).status, names).toBe(401)
  }
})

test('no header of the caller says where a call comes from: limits by address hold', async () => {
  const headers = (i: number) => ({
    'rewards-caller-address': `192.0.2.${i}`,
    'x-forwarded-for': `192.0.2.${i}`,
    'x-real-ip': `192.0.2.${i}`,
    forwarded: `for=192.0.2.${i}`,
  })
  const statuses: number[] = []
  for (let i = 0; i < 8; i++) {
    const guess = { email: `nobody${i}@example.com`, password: 'guess' }
    statuses.push((await callWith(headers(i), 'SignIn', guess)).status)
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429])
})
