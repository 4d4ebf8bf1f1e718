import { createHmac } from 'node:crypto'
import { exportSPKI } from 'jose'
import { describe, expect, test } from 'vitest'
import { fromGrpcError } from '../src/index.ts'
import { goodToken, key, runEcho } from './echo-server.ts'
import { rawCall } from './raw-call.ts'
import { ISSUER, signingKey, token, verifierOf } from './tokens.ts'

const keys = async () => ({ keys: [key.jwk] })
const stranger = await signingKey('k1')

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const claims = JSON.parse(Buffer.from(goodToken.split('.')[1] ?? '', 'base64url').toString())

/** The classic confusion: an HMAC whose secret is the public key. */
async function hs256(): Promise<string> {
  const signed = `${base64({ alg: 'HS256', kid: 'k1' })}.${base64(claims)}`
  return `${signed}.${createHmac('sha256', await exportSPKI(key.publicKey))
    .update(signed)
    .digest('base64url')}`
}

function tampered(): string {
  const [header, , signature] = goodToken.split('.')
  return `${header}.${base64({ ...claims, roles: ['ADMIN'] })}.${signature}`
}

const bad: [string, string | Promise<string>, string][] = [
  ['empty', '', 'TOKEN_INVALID'],
  ['not a token', 'x.y.z', 'TOKEN_INVALID'],
  ['a token of algorithm none', `${base64({ alg: 'none', kid: 'k1' })}.${base64(claims)}.`, 'TOKEN_INVALID'],
  ['signed with HS256 and the public key', hs256(), 'TOKEN_INVALID'],
  ['expired for more than the leeway', token({ key, livesFor: -61 }), 'TOKEN_EXPIRED'],
  ['signed by a stranger under a known key id', token({ key: stranger }), 'TOKEN_INVALID'],
  ['tampered with', tampered(), 'TOKEN_INVALID'],
  ['for another audience', token({ key, claims: { aud: 'others' } }), 'TOKEN_INVALID'],
  ['for no audience', token({ key, claims: { aud: [] } }), 'TOKEN_INVALID'],
  ['of another issuer', token({ key, claims: { iss: `${ISSUER}.evil` } }), 'TOKEN_INVALID'],
  ['of an unknown key id', token({ key: { ...key, kid: 'k9' } }), 'TOKEN_INVALID'],
  ['of an endless key id', token({ key: { ...key, kid: 'k'.repeat(3_000) } }), 'TOKEN_INVALID'],
  ['without a key id', token({ key, header: { kid: undefined } }), 'TOKEN_INVALID'],
  [
    'with a critical header nobody knows',
    token({ key, header: { crit: ['x'], x: 1 } }).catch(() => critical()),
    'TOKEN_INVALID',
  ],
  ['not valid yet', token({ key, claims: { nbf: Math.floor(Date.now() / 1_000) + 120 } }), 'TOKEN_INVALID'],
  ['that never expires', token({ key, claims: { exp: undefined } }), 'TOKEN_INVALID'],
  ['for nobody', token({ key, claims: { sub: undefined } }), 'TOKEN_INVALID'],
  ['for something that is no user', token({ key, claims: { sub: 'evt_1' } }), 'TOKEN_INVALID'],
  ['whose roles are a word', token({ key, claims: { roles: 'ADMIN' } }), 'TOKEN_INVALID'],
  ['of a session that is none', token({ key, claims: { sid: 'usr_ann' } }), 'TOKEN_INVALID'],
  ['in a state that is no word', token({ key, claims: { st: true } }), 'TOKEN_INVALID'],
  ['in a state without a name', token({ key, claims: { st: '' } }), 'TOKEN_INVALID'],
  ['whose revision is a word', token({ key, claims: { arv: '1' } }), 'TOKEN_INVALID'],
  ['whose groups are no groups', token({ key, claims: { grp: ['usr_ann'] } }), 'TOKEN_INVALID'],
  ['whose groups are a word', token({ key, claims: { grp: 'grp_a' } }), 'TOKEN_INVALID'],
  ['whose bindings are a word', token({ key, claims: { bnd: 'ADMIN' } }), 'TOKEN_INVALID'],
  ['with a binding to no group', token({ key, claims: { bnd: [['ADMIN']] } }), 'TOKEN_INVALID'],
  ['with a binding of four parts', token({ key, claims: { bnd: [['ADMIN', '', 1, 1]] } }), 'TOKEN_INVALID'],
  ['with a binding until a word', token({ key, claims: { bnd: [['ADMIN', '', 'x']] } }), 'TOKEN_INVALID'],
  ['with an actor that is no user', token({ key, claims: { act: { sub: 'evt_1' } } }), 'TOKEN_INVALID'],
  ['with an actor that is a word', token({ key, claims: { act: 'usr_ann' } }), 'TOKEN_INVALID'],
  ['restricted to a word', token({ key, claims: { prm: 'event.write' } }), 'TOKEN_INVALID'],
  ['restricted to nothing known', token({ key, claims: { prm: null } }), 'TOKEN_INVALID'],
  ['larger than any token', 'a'.repeat(100_000), 'TOKEN_INVALID'],
]

/** jose refuses to sign such a header, so it is put together by hand. */
async function critical(): Promise<string> {
  const [, payload, signature] = goodToken.split('.')
  return `${base64({ alg: 'ES256', kid: 'k1', crit: ['x'], x: 1 })}.${payload}.${signature}`
}

describe('a token is refused as unauthenticated when it is', () => {
  const verifier = verifierOf(keys)
  test.each(bad)('%s', async (_, text, reason) => {
    await expect(verifier.verify(await text)).rejects.toMatchObject({ kind: 'unauthenticated', reason })
  })
})

test('a good token names its user, their roles and permissions, and the end of its leeway', async () => {
  const nowMs = 1_000_000_000_000
  const text = await token({ key, nowMs, livesFor: 900, claims: { roles: ['SERVICE', 'FUTURE'] } })
  const caller = await verifierOf(keys, () => nowMs).verify(text)
  expect(caller).toMatchObject({ userId: 'usr_ann', roles: ['SERVICE', 'FUTURE'], token: text })
  expect([...caller.permissions]).toEqual(['activity.write', 'condition.evaluate', 'token.exchange'])
  expect(caller.expiresAtMs).toBe(nowMs + 960_000)
})

test('a token tells the session, the groups, who asked, and the state of the account that it was made from', async () => {
  const said = {
    sid: 'ses_1',
    arv: 7,
    grp: ['grp_a', 'grp_b'],
    bnd: [['ADMIN', 'grp_a', 1]],
    act: { sub: 'usr_b' },
  }
  const caller = await verifierOf(keys).verify(await token({ key, claims: said }))
  expect(caller).toMatchObject({ sessionId: 'ses_1', accessRevision: 7, groups: ['grp_a', 'grp_b'] })
  expect(caller.actorId).toBe('usr_b')
})

test('a token of an earlier version says none of that', async () => {
  const caller = await verifierOf(keys).verify(goodToken)
  expect(caller).toMatchObject({ accessRevision: 0, groups: [] })
  expect(caller).not.toHaveProperty('sessionId')
  expect(caller).not.toHaveProperty('actorId')
})

test('a token that is restricted to some permissions carries no others, and none that its user has not', async () => {
  const text = await token({ key, claims: { prm: ['event.write', 'user.write'] } })
  const caller = await verifierOf(keys).verify(text)
  expect([...caller.permissions]).toEqual(['event.write'])
  expect(caller.scopeOf('event.write')).toBe('everywhere')
  expect(caller.scopeOf('claim.read')).toEqual(new Set())
})

test('a token is accepted up to a minute after it expired, and not longer though it is remembered', async () => {
  let nowMs = 1_000_000_000_000
  const verifier = verifierOf(keys, () => nowMs)
  const text = await token({ key, nowMs, livesFor: 10 })
  nowMs += 69_000
  await expect(verifier.verify(text)).resolves.toMatchObject({ userId: 'usr_ann' })
  nowMs += 1_000
  await expect(verifier.verify(text)).rejects.toMatchObject({ reason: 'TOKEN_EXPIRED' })
})

test.each([
  ['no header at all', undefined, 'TOKEN_MISSING'],
  ['another scheme', 'Basic YTpi', 'TOKEN_INVALID'],
  ['a scheme without a token', 'Bearer', 'TOKEN_INVALID'],
  ['two tokens', `Bearer ${goodToken}, Bearer ${goodToken}`, 'TOKEN_INVALID'],
])('a call with %s is unauthenticated', async (_, header, reason) => {
  await using echo = await runEcho()
  // No other header names a caller.
  const headers = { 'x-user-id': 'usr_ann', ...(header !== undefined && { authorization: header }) }
  const error = await rawCall(echo.channel, 'Read', headers)
  expect(error && fromGrpcError(error)).toMatchObject({ kind: 'unauthenticated', reason })
})

test('the policy is enforced over the wire, and handlers see the caller', async () => {
  await using echo = await runEcho({ read: async (_, { caller }) => ({ text: caller?.userId ?? 'nobody' }) })
  const user = await token({ key, claims: { sub: 'usr_bob', roles: ['USER'] } })
  expect((await echo.client.read({}, { token: user })).text).toBe('usr_bob')
  await expect(echo.client.write({}, { token: user })).rejects.toMatchObject({
    kind: 'permission_denied',
    reason: 'PERMISSION_DENIED',
    metadata: { permission: 'event.write' },
  })
  expect((await echo.client.write({ text: 'w' }, { token: goodToken })).text).toBe('w')
  await expect(echo.client.read({})).rejects.toMatchObject({ reason: 'TOKEN_MISSING' })
  await expect(Array.fromAsync(echo.client.watch({}))).rejects.toMatchObject({ reason: 'TOKEN_MISSING' })
})

test('a public method does not look at the token, so an expired one does not stop a sign-in', async () => {
  await using echo = await runEcho({ open: async (_, { caller }) => ({ text: String(caller) }) })
  const expired = await token({ key, livesFor: -1_000 })
  expect((await echo.client.open({}, { token: expired })).text).toBe('undefined')
})
