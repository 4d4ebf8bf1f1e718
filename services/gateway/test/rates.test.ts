import { connect as connectHttp2 } from 'node:http2'
import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node'
import { ErrorInfoSchema, RetryInfoSchema } from '@rewards/contracts/google'
import { servicesOf } from '@rewards/contracts/services'
import { Rate } from '@rewards/process'
import { pathOf } from '@rewards/rpc'
import { describe, expect, test } from 'vitest'
import type { Limits } from '../src/limits.ts'
import { classOf } from '../src/rates/call-class.ts'
import { testKey } from './support/fake-backend.ts'
import { ProbeService } from './support/probe.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import { type Probed, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

const { method } = ProbeService
const ann = await tokenFrom(testKey)
const bob = await tokenFrom(testKey, { claims: { sub: 'usr_bob' } })

/** Long enough that no test sees the end of it. */
const so = (calls: number) => new Rate(calls, 600_000)
const limited = (limits: Partial<Limits>) => runProbed(probeHandlers, { limits })

interface Sent {
  readonly token?: string
  readonly from?: string
  readonly text?: string
}

function call({ url }: Probed, path: string, { token, from, text = 'x' }: Sent = {}): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(from !== undefined && { 'x-forwarded-for': from }),
  }
  return fetch(url + path, { method: 'POST', headers, body: JSON.stringify({ text }) })
}

/** The statuses of so many calls, one after the other. */
async function statuses(count: number, make: () => Promise<Response>): Promise<number[]> {
  const seen: number[] = []
  for (let i = 0; i < count; i++) {
    const response = await make()
    await response.arrayBuffer()
    seen.push(response.status)
  }
  return seen
}

test('every method of the contracts has a class, by what the contract says of it', () => {
  const byClass = Object.groupBy(
    Object.values(servicesOf)
      .flat()
      .flatMap(service => service.methods),
    classOf,
  )
  const names = (kind: keyof typeof byClass) => byClass[kind]?.map(({ name }) => name)
  expect(names('signIn')).toEqual([
    'SignUp',
    'SignIn',
    'RefreshToken',
    'SignOut',
    'ExchangeApiKey',
    'ConfirmEmail',
    'RequestPasswordReset',
    'ResetPassword',
  ])
  expect(names('claim')).toContain('ClaimReward')
  expect(new Set(names('stream'))).toEqual(new Set(['WatchClaim', 'ExportAuditEntries']))
  expect(names('operation')).toContain('CreateEvent')
  expect(names('read')).toContain('GetClaim')
})

describe('who calls too much is refused with a time to come back', () => {
  test.each([
    ['Connect', (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion: '1.1' })],
    ['gRPC-web', (baseUrl: string) => createGrpcWebTransport({ baseUrl, httpVersion: '1.1' })],
    ['gRPC', (baseUrl: string) => createGrpcTransport({ baseUrl })],
  ])('in %s', async (_, transport) => {
    await using gateway = await limited({ claimsPerUser: so(1) })
    const client = createClient(ProbeService, transport(gateway.url))
    const headers = { authorization: `Bearer ${ann}` }
    await client.echo({ text: 'x' }, { headers })
    const refused = ConnectError.from(await client.echo({ text: 'x' }, { headers }).catch((e: unknown) => e))
    expect(refused.code).toBe(Code.ResourceExhausted)
    expect(refused.findDetails(ErrorInfoSchema)).toMatchObject([
      { reason: 'RATE_LIMITED', metadata: { limit: 'claimsPerUser' } },
    ])
    const seconds = Number(refused.findDetails(RetryInfoSchema)[0]?.retryDelay?.seconds)
    expect(seconds).toBeGreaterThan(500)
    expect(seconds).toBeLessThanOrEqual(600)
    const header = Number(refused.metadata.get('retry-after'))
    expect(header).toBeGreaterThanOrEqual(seconds)
    expect(header).toBeLessThanOrEqual(seconds + 1)
    expect(gateway.event.reached).toHaveLength(1)
  })

  test('in plain JSON: 429, and a header that a script of another origin may read', async () => {
    await using gateway = await runProbed(
      probeHandlers,
      { limits: { claimsPerUser: so(1) } },
      { corsOrigins: ['*'] },
    )
    const ask = () =>
      fetch(gateway.url + pathOf(method.echo), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${ann}`,
          origin: 'https://a.example',
        },
        body: '{}',
      })
    await ask()
    const refused = await ask()
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(500)
    expect(refused.headers.get('access-control-expose-headers')).toContain('Retry-After')
    expect(await refused.json()).toMatchObject({ code: 'resource_exhausted' })
  })
})

describe('a user', () => {
  test('who has used up one class still has the others, and other users have all of it', async () => {
    await using gateway = await limited({ claimsPerUser: so(2), readsPerUser: so(3), streamsPerUser: so(1) })
    expect(await statuses(3, () => call(gateway, pathOf(method.echo), { token: ann }))).toEqual([
      200, 200, 429,
    ])
    expect(await statuses(4, () => call(gateway, pathOf(method.read), { token: ann }))).toEqual([
      200, 200, 200, 429,
    ])
    expect(await statuses(1, () => call(gateway, pathOf(method.echo), { token: bob }))).toEqual([200])
  })

  test('is known by the token, and not by what the headers say', async () => {
    await using gateway = await limited({ claimsPerUser: so(1) })
    const from = (address: string) => call(gateway, pathOf(method.echo), { token: ann, from: address })
    expect(await statuses(1, () => from('192.0.2.1'))).toEqual([200])
    expect(await statuses(1, () => from('192.0.2.2'))).toEqual([429])
    const another = await tokenFrom(testKey, { livesForS: 300 })
    expect(await statuses(1, () => call(gateway, pathOf(method.echo), { token: another }))).toEqual([429])
  })

  test('whose claim is refused has used up two', async () => {
    await using gateway = await limited({ claimsPerUser: so(5) })
    const claim = (text: string) => () => call(gateway, pathOf(method.echo), { token: ann, text })
    const settled = () => new Promise(resolve => setTimeout(resolve, 20))
    expect(await statuses(1, claim('fail'))).toEqual([400])
    await settled()
    expect(await statuses(1, claim('fail'))).toEqual([400])
    await settled()
    expect(await statuses(2, claim('x'))).toEqual([200, 429])
  })

  test('may have so many calls open, and one more when one has ended', async () => {
    await using gateway = await limited({ maxCallsPerUser: 2 })
    const leave = new AbortController()
    const client = createClient(
      ProbeService,
      createConnectTransport({ baseUrl: gateway.url, httpVersion: '2' }),
    )
    const headers = { authorization: `Bearer ${ann}` }
    const watch = async (signal: AbortSignal) => {
      for await (const _ of client.watch({ text: 'wait', count: 1 }, { headers, signal }));
    }
    const watching = [watch(leave.signal), watch(leave.signal)].map(each => each.catch(() => 'left'))
    await expect.poll(() => gateway.event.reached.length).toBe(2)
    const refused = await call(gateway, pathOf(method.echo), { token: ann })
    expect(refused.status).toBe(429)
    expect(await refused.text()).toContain('TOO_MANY_OPEN_CALLS')
    expect(refused.headers.get('retry-after')).toBe('1')
    expect((await call(gateway, pathOf(method.echo), { token: bob })).status).toBe(200)
    leave.abort()
    await Promise.all(watching)
    await expect.poll(async () => (await call(gateway, pathOf(method.echo), { token: ann })).status).toBe(200)
  })
})

describe('an address', () => {
  test('may try so many sign-ins; who has a token already goes on calling from there', async () => {
    await using gateway = await limited({ signInsPerAddress: so(2) })
    expect(await statuses(3, () => call(gateway, pathOf(method.open)))).toEqual([200, 200, 429])
    expect(await statuses(1, () => call(gateway, pathOf(method.echo), { token: ann }))).toEqual([200])
  })

  test('may make so many calls in all, good tokens, bad ones and none', async () => {
    await using gateway = await limited({ callsPerAddress: so(3) })
    expect(await statuses(1, () => call(gateway, pathOf(method.echo), { token: ann }))).toEqual([200])
    expect(await statuses(1, () => call(gateway, pathOf(method.echo), { token: 'bad' }))).toEqual([401])
    expect(await statuses(1, () => call(gateway, pathOf(method.open)))).toEqual([200])
    expect(await statuses(2, () => call(gateway, pathOf(method.echo), { token: bob }))).toEqual([429, 429])
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200)
  })

  test('is that of the connection, whatever a header says, while no hop is trusted', async () => {
    await using gateway = await limited({ signInsPerAddress: so(1) })
    expect(await statuses(1, () => call(gateway, pathOf(method.open), { from: '192.0.2.1' }))).toEqual([200])
    expect(await statuses(1, () => call(gateway, pathOf(method.open), { from: '192.0.2.2' }))).toEqual([429])
  })

  test('is what the proxy in front wrote, and nothing that the caller wrote before it', async () => {
    await using gateway = await limited({ signInsPerAddress: so(1), trustedHops: 1 })
    const ask = (from: string) => statuses(1, () => call(gateway, pathOf(method.open), { from }))
    expect(await ask('192.0.2.1')).toEqual([200])
    expect(await ask('192.0.2.2')).toEqual([200])
    expect(await ask('10.9.9.9, 192.0.2.1')).toEqual([429])
    expect(await ask('2001:db8:1:2::1')).toEqual([200])
    expect(await ask('2001:db8:1:2:ffff::9')).toEqual([429])
    expect(await ask('2001:db8:1:3::1')).toEqual([200])
  })

  test('may have so many calls open, and others have their own', async () => {
    await using gateway = await limited({ maxCallsPerAddress: 1, trustedHops: 1 })
    const leave = new AbortController()
    const waiting = fetch(gateway.url + pathOf(method.echo), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${ann}`,
        'x-forwarded-for': '192.0.2.1',
      },
      body: '{"text": "wait"}',
      signal: leave.signal,
    }).catch(() => 'left')
    await expect.poll(() => gateway.event.reached.length).toBe(1)
    const from = (address: string) => statuses(1, () => call(gateway, pathOf(method.open), { from: address }))
    expect(await from('192.0.2.1')).toEqual([429])
    expect(await from('192.0.2.2')).toEqual([200])
    leave.abort()
    expect(await waiting).toBe('left')
  })
})

test('who has all that they may, and reads no refusal, takes nobody else a place', async () => {
  await using gateway = await limited({ maxCallsPerAddress: 1, maxCalls: 3, trustedHops: 1 })
  const session = connectHttp2(gateway.url, { settings: { initialWindowSize: 0 } })
  session.on('error', () => undefined)
  const headers = {
    ':method': 'POST',
    ':path': pathOf(method.echo),
    'content-type': 'application/json',
    authorization: `Bearer ${ann}`,
    'x-forwarded-for': '192.0.2.1',
  }
  const refused: number[] = []
  for (let i = 0; i < 6; i++) {
    const stream = session.request(headers)
    stream.on('error', () => undefined)
    stream.on('response', answer => refused.push(Number(answer[':status'])))
    stream.end('{"text": "wait"}')
  }
  await expect.poll(() => refused).toEqual([429, 429, 429, 429, 429])
  const other = () => call(gateway, pathOf(method.open), { from: '192.0.2.2' })
  expect(await statuses(1, other)).toEqual([200])
  session.destroy()
})

test('a rate of before is forgotten when its time is over', async () => {
  await using gateway = await limited({ signInsPerAddress: new Rate(1, 1_000) })
  expect(await statuses(2, () => call(gateway, pathOf(method.open)))).toEqual([200, 429])
  const status = async () => (await call(gateway, pathOf(method.open))).status
  await expect.poll(status, { timeout: 10_000, interval: 100 }).toBe(200)
})
