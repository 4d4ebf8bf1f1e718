import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { servicesOf } from '../packages/contracts/src/services.ts'
import { isPublic, openChannel } from '../packages/rpc/src/index.ts'
import { callOnce, describePolicyTable, type Outcome } from '../services/gateway/test/support/policy-table.ts'
import { type SigningKey, signingKey, tokenFrom } from '../services/gateway/test/support/tokens.ts'
import { startTestSystem, type TestSystem } from './support/system.ts'
import { systemKey } from './support/system-key.ts'

let system: TestSystem
let key: SigningKey
beforeAll(async () => {
  system = await startTestSystem()
  key = await systemKey(system.dataDir)
}, 120_000)
afterAll(() => system?.[Symbol.asyncDispose]())

const everyService = Object.values(servicesOf).flat()
/** Where a caller may come in: the gateway, and each service's own port behind it. */
const doors = [['gateway', everyService] as const, ...Object.entries(servicesOf)]

const addressOf = (name: string) => `127.0.0.1:${system.running.ports.get(name)}`

for (const [name, services] of doors)
  describePolicyTable(name, services, async () => ({
    address: addressOf(name),
    tokenOf: roles => tokenFrom(key, { roles }),
    [Symbol.asyncDispose]: async () => undefined,
  }))

/** Tokens of an administrator, each bad in one way. */
async function badTokens(): Promise<readonly (readonly [string, string, string])[]> {
  const roles = ['ADMIN']
  const good = await tokenFrom(key, { roles })
  const ofUser = await tokenFrom(key, { roles: ['USER'] })
  const [header, payload] = good.split('.')
  const [, , signature] = ofUser.split('.')
  const stranger = await signingKey(key.kid)
  return [
    ['expired', await tokenFrom(key, { roles, livesForS: -120 }), 'TOKEN_EXPIRED'],
    ['signed by a stranger', await tokenFrom(stranger, { roles }), 'TOKEN_INVALID'],
    ['tampered with', `${header}.${payload}.${signature}`, 'TOKEN_INVALID'],
    ['for another audience', await tokenFrom(key, { roles, claims: { aud: 'evil' } }), 'TOKEN_INVALID'],
    ['of another issuer', await tokenFrom(key, { roles, claims: { iss: 'evil' } }), 'TOKEN_INVALID'],
    ['not signed', `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`, 'TOKEN_INVALID'],
    ['no token', 'Bearer', 'TOKEN_INVALID'],
  ]
}

const UNAUTHENTICATED = 16

describe.each(doors)('bad tokens at %s', (name, services) => {
  const methods = services.flatMap(service => service.methods).filter(method => !isPublic(method))

  test.each(methods.map(method => [`${method.parent.typeName}/${method.name}`, method] as const))(
    '%s refuses them all',
    async (_, method) => {
      const channel = openChannel({ addresses: [addressOf(name)], services: [] })
      const answers: Record<string, Outcome> = {}
      const wanted: Record<string, Outcome> = {}
      for (const [kind, token, reason] of await badTokens()) {
        answers[kind] = await callOnce(channel.grpc, method, token)
        wanted[kind] = { code: UNAUTHENTICATED, reason }
      }
      channel.close()
      expect(answers).toEqual(wanted)
    },
  )
})

test('only what anyone may do without a token does not look at it', () => {
  const methods = everyService.flatMap(service => service.methods).filter(isPublic)
  expect(methods.map(({ name }) => name)).toEqual([
    'SignUp',
    'SignIn',
    'RefreshToken',
    'SignOut',
    'GetSigningKeys',
    'ExchangeApiKey',
    'ConfirmEmail',
    'RequestPasswordReset',
    'ResetPassword',
  ])
})

test('the good token, with which the bad ones were made, is accepted', async () => {
  const token = await tokenFrom(key, { roles: ['ADMIN'] })
  expect((await system.call('EventService/ListEvents', {}, token)).code).toBe('ok')
})

test('a token that another system issued is worth nothing here', async () => {
  await using other = await startTestSystem()
  const answer = await system.call('EventService/ListEvents', {}, other.admin)
  expect(answer).toMatchObject({ code: 'unauthenticated', reason: 'TOKEN_INVALID' })
}, 120_000)

test('what a role may not do is not done', async () => {
  const { token } = await system.person()
  const before = await system.call('UserService/ListUsers', {}, system.admin)
  const refused = await system.call(
    'UserService/CreateUser',
    {
      idempotencyKey: 'k',
      email: 'new@example.com',
      password: 'a good password',
      displayName: 'N',
      roles: ['ROLE_ADMIN'],
    },
    token,
  )
  expect(refused).toMatchObject({ code: 'permission_denied', reason: 'PERMISSION_DENIED' })
  const after = await system.call('UserService/ListUsers', {}, system.admin)
  expect(after.body.users).toHaveLength(before.body.users.length)
})
