import { Client, credentials, status } from '@grpc/grpc-js'
import { servicesOf } from '@rewards/contracts/services'
import { pathOf } from '@rewards/rpc'
import { base64url, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FakeBackend, publishTestKey, testKey } from './support/fake-backend.ts'
import { callOnce, describePolicyTable } from './support/policy-table.ts'
import { ProbeService } from './support/probe.ts'
import { type Probed, runGateway, runProbed } from './support/running.ts'
import { signingKey, tokenFrom } from './support/tokens.ts'

const everyService = Object.values(servicesOf).flat()

describePolicyTable('the gateway', everyService, async () => {
  const backend = new FakeBackend(everyService, publishTestKey)
  await backend.start()
  const at = [backend.address]
  const gateway = await runGateway({ auth: at, event: at, condition: at, reward: at })
  const tokenOf = (roles: readonly string[]) => tokenFrom(testKey, { roles })
  await fetch(`${gateway.url}/.well-known/jwks.json`)
  const dispose = async () => {
    await gateway.stop()
    backend.stop()
  }
  const address = `127.0.0.1:${gateway.port}`
  return { address, tokenOf, reached: backend.reached, [Symbol.asyncDispose]: dispose }
})

let gateway: Probed
let client: Client
beforeAll(async () => {
  gateway = await runProbed()
  client = new Client(`127.0.0.1:${gateway.port}`, credentials.createInsecure())
})
afterAll(async () => {
  client.close()
  await gateway.stop()
})

const foreign = await signingKey('k1')
const good = await tokenFrom(testKey)
const [header = '', payload = '', signature = ''] = good.split('.')

/** The token with another payload, and the signature that it had. */
function tampered(): string {
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
  return [header, base64url.encode(JSON.stringify({ ...claims, roles: ['ADMIN'] })), signature].join('.')
}

function unsigned(): string {
  return `${base64url.encode(JSON.stringify({ alg: 'none', kid: 'k1' }))}.${payload}.`
}

/** Signed with the public key as if it were a shared secret. */
function confused(): Promise<string> {
  const secret = new TextEncoder().encode(JSON.stringify(testKey.published))
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret)
}

const past = Math.floor(Date.now() / 1_000) - 3_600

test.each<[string, string | Promise<string>, string]>([
  ['that has expired', tokenFrom(testKey, { livesForS: -61 }), 'TOKEN_EXPIRED'],
  ['that expired long ago', tokenFrom(testKey, { claims: { exp: past } }), 'TOKEN_EXPIRED'],
  ['that never expires', tokenFrom(testKey, { claims: { exp: undefined } }), 'TOKEN_INVALID'],
  ['of another issuer', tokenFrom(testKey, { claims: { iss: 'evil' } }), 'TOKEN_INVALID'],
  ['for another audience', tokenFrom(testKey, { claims: { aud: 'evil' } }), 'TOKEN_INVALID'],
  ['that is not valid yet', tokenFrom(testKey, { claims: { nbf: past + 7_200 } }), 'TOKEN_INVALID'],
  ['signed by a stranger under our key id', tokenFrom(foreign), 'TOKEN_INVALID'],
  ['with an unknown key id', tokenFrom(testKey, { header: { kid: 'k9' } }), 'TOKEN_INVALID'],
  ['without a key id', tokenFrom(testKey, { header: { kid: undefined } }), 'TOKEN_INVALID'],
  ['that was changed', tampered(), 'TOKEN_INVALID'],
  ['that is not signed', unsigned(), 'TOKEN_INVALID'],
  ['signed by HMAC with the public key', confused(), 'TOKEN_INVALID'],
  ['that names no user', tokenFrom(testKey, { claims: { sub: '' } }), 'TOKEN_INVALID'],
  ['that is cut short', good.slice(0, -10), 'TOKEN_INVALID'],
  ['that is no token', 'abc', 'TOKEN_INVALID'],
  ['that is huge', `${good}${'x'.repeat(9_000)}`, 'TOKEN_INVALID'],
])('a token %s is refused here already', async (_, token, reason) => {
  gateway.event.reached.length = 0
  const outcome = await callOnce(client, ProbeService.method.echo, await token)
  expect(outcome).toEqual({ code: status.UNAUTHENTICATED, reason })
  expect(gateway.event.reached).toEqual([])
})

test('a token in another form, or two of them, are refused', async () => {
  const call = (authorization: string) =>
    fetch(gateway.url + pathOf(ProbeService.method.echo), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: '{}',
    })
  for (const value of [`Basic ${good}`, good, `Bearer ${good}, Bearer ${good}`, 'Bearer'])
    expect((await call(value)).status).toBe(401)
  expect((await call(`bearer ${good}`)).status).toBe(200)
})

test('who may not call is refused before the body is read', async () => {
  const response = await fetch(gateway.url + pathOf(ProbeService.method.echo), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"text": "${'x'.repeat(5_000_000)}"}`,
  })
  expect(response.status).toBe(401)
})
