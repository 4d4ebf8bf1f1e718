import { gzipSync } from 'node:zlib'
import { create } from '@bufbuild/protobuf'
import { anyPack } from '@bufbuild/protobuf/wkt'
import { ErrorInfoSchema } from '@rewards/contracts/google'
import { pathOf } from '@rewards/rpc'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testKey, unary } from './support/fake-backend.ts'
import { type ProbeRequest, ProbeService } from './support/probe.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import { type Probed, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

const ECHO = '/rewards.probe.v1.ProbeService/Echo'
const READ = '/rewards.probe.v1.ProbeService/Read'
const extra = anyPack(ErrorInfoSchema, create(ErrorInfoSchema, { reason: 'INSIDE' }))
const authorization = `Bearer ${await tokenFrom(testKey)}`

let gateway: Probed
beforeAll(async () => {
  const open = unary(({ text }: ProbeRequest) => ({ text, extra }))
  const handlers = { ...probeHandlers, [pathOf(ProbeService.method.open)]: open }
  gateway = await runProbed(handlers, { limits: { maxRequestBytes: 2_000 } })
})
afterAll(() => gateway.stop())

function post(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  return fetch(gateway.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization, ...headers },
    body,
  })
}

describe('a call with plain JSON', () => {
  test('shows every field of the answer, also those that are empty', async () => {
    const response = await post(ECHO, '{"text": "hello"}')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ text: 'hello', count: 0, items: [] })
    expect(response.headers.get('x-head')).toBe('of the answer')
    expect(response.headers.get('trailer-x-tail')).toBe('of the answer')
  })

  test('ignores fields that it does not know', async () => {
    const response = await post(ECHO, '{"text": "hello", "fromTomorrow": {"a": [1]}}')
    expect(await response.json()).toMatchObject({ text: 'hello' })
  })

  test('shows what is inside an Any', async () => {
    const response = await post(pathOf(ProbeService.method.open), '{}')
    expect(await response.json()).toMatchObject({
      extra: { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'INSIDE' },
    })
  })

  test('shows a failure with its details readable', async () => {
    const response = await post(ECHO, '{"text": "fail"}')
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      code: 'failed_precondition',
      message: 'the probe failed: ü',
      details: [
        { type: 'google.rpc.ErrorInfo', debug: { reason: 'PROBE_FAILED', metadata: { claimId: 'clm_1' } } },
        { type: 'google.rpc.BadRequest', debug: { fieldViolations: [{ field: 'text' }] } },
      ],
    })
  })

  test.each(['{', '[]', '"text"', '{"text": 5}', '{"count": "many"}', 'ÿ'])('refuses %s', async body => {
    const response = await post(ECHO, body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'invalid_argument' })
  })
})

describe('GET', () => {
  test('reads with a method without side effects', async () => {
    const query = `?connect=v1&encoding=json&message=${encodeURIComponent('{"text":"hello"}')}`
    const response = await fetch(gateway.url + READ + query, { headers: { authorization } })
    expect(await response.json()).toMatchObject({ text: 'hello' })
  })

  test('is not allowed for a method that may have some', async () => {
    const response = await fetch(`${gateway.url}${ECHO}?connect=v1&encoding=json&message=%7B%7D`, {
      headers: { authorization },
    })
    expect(response.status).toBe(405)
  })
})

describe('limits of a request', () => {
  test('a body over the limit is refused as resource_exhausted', async () => {
    const response = await post(ECHO, JSON.stringify({ text: 'x'.repeat(2_000) }))
    expect(response.status).toBe(429)
    expect(await response.json()).toMatchObject({ code: 'resource_exhausted' })
  })

  test('so is a body that only grows over it when it is unpacked', async () => {
    const bomb = Uint8Array.from(gzipSync(JSON.stringify({ text: 'x'.repeat(5_000_000) })))
    const response = await post(ECHO, bomb.slice(), { 'content-encoding': 'gzip' })
    expect(response.status).toBe(429)
  })

  test('a compressed body within the limit is read', async () => {
    const response = await post(ECHO, Uint8Array.from(gzipSync('{"text": "packed"}')).slice(), {
      'content-encoding': 'gzip',
    })
    expect(await response.json()).toMatchObject({ text: 'packed' })
  })

  test('an unknown compression is refused, and what is known named', async () => {
    const response = await post(ECHO, '{}', { 'content-encoding': 'zip' })
    expect(response.status).toBe(501)
    expect(await response.text()).toContain('gzip')
  })

  test('headers over the limit are refused', async () => {
    const response = await post(ECHO, '{}', { 'x-long': 'x'.repeat(20_000) })
    expect(response.status).toBe(431)
  })

  test('a timeout that is no number is refused', async () => {
    const response = await post(ECHO, '{}', { 'connect-timeout-ms': 'soon' })
    expect(response.status).toBe(400)
  })
})

describe('what nothing serves', () => {
  test('an unknown service or method is not found', async () => {
    for (const path of ['/rewards.probe.v1.ProbeService/Nothing', '/a.B/C', '/favicon.ico', '//', '/%00']) {
      const response = await post(path, '{}')
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ code: 'unimplemented' })
    }
  })

  test('a gRPC caller hears it as a gRPC status', async () => {
    for (const type of ['application/grpc-web', 'application/grpc-web+proto']) {
      const response = await post('/a.B/C', '', { 'content-type': type })
      expect(response.status).toBe(200)
      expect(response.headers.get('grpc-status')).toBe('12')
      expect(response.headers.get('content-type')).toBe(type)
    }
  })

  test('a content type that no protocol has is not supported', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])
      expect((await post(ECHO, 'text=hello', { 'content-type': type })).status).toBe(415)
  })

  test('an HTTP method that no protocol has is not allowed', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      expect((await fetch(gateway.url + ECHO, { method, headers: { authorization } })).status).toBe(405)
  })
})
