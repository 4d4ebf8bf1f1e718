import { once } from 'node:events'
import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node'
import type { ServerUnaryCall, ServerWritableStream, UntypedHandleCall } from '@grpc/grpc-js'
import { ErrorInfoSchema } from '@rewards/contracts/google'
import { pathOf } from '@rewards/rpc'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testKey } from './support/fake-backend.ts'
import { type ProbeRequest, ProbeService } from './support/probe.ts'
import { type Probed, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

type Waiting = ServerUnaryCall<ProbeRequest, object> | ServerWritableStream<ProbeRequest, object>

let gateway: Probed
/** The call that reached the backend and waits there; it is never answered. */
let waiting: PromiseWithResolvers<Waiting>
const token = await tokenFrom(testKey)
const headers = { authorization: `Bearer ${token}` }

beforeAll(async () => {
  const wait = ((call: Waiting) => waiting.resolve(call)) as UntypedHandleCall
  const { echo, watch } = ProbeService.method
  const limits = { defaultDeadlineMs: 5_000, longestDeadlineMs: 8_000, longestStreamMs: 60_000 }
  gateway = await runProbed({ [pathOf(echo)]: wait, [pathOf(watch)]: wait }, { limits })
  const transport = createConnectTransport({ baseUrl: gateway.url, httpVersion: '1.1' })
  await createClient(ProbeService, transport).read({}, { headers }) // now the keys and the connections are there
})
afterAll(() => gateway.stop())
beforeEach(() => {
  waiting = Promise.withResolvers()
  gateway.event.reached.length = 0
})

const transports = [
  ['Connect over HTTP/1.1', () => createConnectTransport({ baseUrl: gateway.url, httpVersion: '1.1' })],
  ['Connect over HTTP/2', () => createConnectTransport({ baseUrl: gateway.url, httpVersion: '2' })],
  ['gRPC', () => createGrpcTransport({ baseUrl: gateway.url })],
] as const

async function failureOf(work: Promise<unknown>): Promise<ConnectError> {
  return ConnectError.from(
    await work.then(
      () => 'it succeeded',
      (error: unknown) => error,
    ),
  )
}

function remainingMs(call: Waiting): number {
  return Number(call.getDeadline()) - Date.now()
}

describe.each(transports)('with %s', (_, make) => {
  const client = () => createClient(ProbeService, make())

  test('a deadline reaches the service, and ends the call with its own code', async () => {
    const failure = failureOf(client().echo({}, { headers, timeoutMs: 3_000 }))
    expect(remainingMs(await waiting.promise)).toBeLessThanOrEqual(3_000)
    expect((await failure).code).toBe(Code.DeadlineExceeded)
  })

  test('a call without a deadline gets one, and too long a one is cut', async () => {
    const abort = new AbortController()
    const without = failureOf(client().echo({}, { headers, signal: abort.signal }))
    expect(remainingMs(await waiting.promise)).toBeLessThanOrEqual(5_000)
    waiting = Promise.withResolvers()
    const tooLong = failureOf(client().echo({}, { headers, timeoutMs: 3_600_000, signal: abort.signal }))
    const remaining = remainingMs(await waiting.promise)
    expect(remaining).toBeLessThanOrEqual(8_000)
    expect(remaining).toBeGreaterThan(5_000)
    abort.abort()
    await Promise.all([without, tooLong])
  })

  test('a caller who goes away cancels the call at the service', async () => {
    const abort = new AbortController()
    const failure = failureOf(client().echo({}, { headers, signal: abort.signal }))
    const call = await waiting.promise
    const cancelled = once(call, 'cancelled')
    abort.abort()
    await cancelled
    expect((await failure).code).toBe(Code.Canceled)
  })

  test('a caller who leaves a stream cancels it at the service', async () => {
    const abort = new AbortController()
    const read = async () => {
      for await (const _ of client().watch({}, { headers, signal: abort.signal }));
    }
    const failure = failureOf(read())
    const call = await waiting.promise
    const cancelled = once(call, 'cancelled')
    expect(remainingMs(call)).toBeGreaterThan(8_000)
    abort.abort()
    await cancelled
    expect((await failure).code).toBe(Code.Canceled)
  })
})

interface Seen {
  readonly authorization?: unknown
  readonly traceparent?: unknown
  readonly 'rewards-caller-address'?: unknown
  readonly 'rewards-caller-agent'?: unknown
  readonly 'user-agent'?: unknown
}

describe('what a service is told', () => {
  test('the token, the trace and where the call came from, and no other header of the caller', async () => {
    const smuggled = {
      'x-user-id': 'usr_root',
      'x-rewards-caller': 'usr_root',
      'x-forwarded-for': '10.0.0.1',
      'x-real-ip': '10.0.0.1',
      forwarded: 'for=10.0.0.1',
      'x-caller-bin': 'AAAA',
      'rewards-caller-address': '10.0.0.1',
      'rewards-caller-agent': 'a browser',
      cookie: 'session=1',
      'proxy-authorization': 'Basic eA==',
      'grpc-previous-rpc-attempts': '3',
    }
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const abort = new AbortController()
    const transport = createGrpcTransport({ baseUrl: gateway.url })
    const call = createClient(ProbeService, transport).echo(
      {},
      { headers: { ...smuggled, ...headers, traceparent, tracestate: 'a=b' }, signal: abort.signal },
    )
    await waiting.promise
    const seen: Seen = gateway.event.reached[0]?.metadata.getMap() ?? {}
    expect(new Set(Object.keys(seen))).toEqual(
      new Set([
        'authorization',
        'traceparent',
        'tracestate',
        'rewards-caller-address',
        'rewards-caller-agent',
        'user-agent',
      ]),
    )
    expect(seen['rewards-caller-address']).toBe('127.0.0.1')
    expect(seen['rewards-caller-agent']).toContain('connect-es')
    expect(seen.authorization).toBe(`Bearer ${token}`)
    expect(seen.traceparent).toMatch(
      /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/,
    )
    expect(String(seen['user-agent'])).toContain('grpc-node-js')
    abort.abort()
    await failureOf(call)
  })

  test('a trace that is malformed is replaced', async () => {
    const response = await fetch(gateway.url + pathOf(ProbeService.method.open), {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: '00-zz', authorization: 'Basic eA==' },
      body: '{}',
    })
    expect(response.status).toBe(200)
    const seen: Seen = gateway.event.reached[0]?.metadata.getMap() ?? {}
    expect(seen.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    expect(seen.authorization).toBeUndefined()
  })
})

test('a deadline that passes here carries a reason, like every refusal', async () => {
  const response = await fetch(gateway.url + pathOf(ProbeService.method.echo), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'connect-timeout-ms': '100', ...headers },
    body: '{}',
  })
  expect(response.status).toBe(504)
  expect(await response.json()).toMatchObject({
    code: 'deadline_exceeded',
    details: [{ type: ErrorInfoSchema.typeName, debug: { reason: 'DEADLINE_EXCEEDED' } }],
  })
})
