import { connect } from 'node:http2'
import { fromBinary } from '@bufbuild/protobuf'
import { ErrorInfoSchema, StatusSchema } from '@rewards/contracts/google'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testKey } from './support/fake-backend.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import { type Probed, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

const SERVICE = '/rewards.probe.v1.ProbeService'
const authorization = `Bearer ${await tokenFrom(testKey)}`
const [INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNIMPLEMENTED] = [3, 8, 12]

let gateway: Probed
beforeAll(async () => {
  gateway = await runProbed(probeHandlers, { limits: { maxRequestBytes: 2_000 } })
})
afterAll(() => gateway.stop())

/** A message without its end, and one of a wire type that there is not. */
const CUT = Buffer.from([0x0a, 0x20, 0x61])
const ODD = Buffer.from([0x0f])

function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}

async function overConnect(type: string, body: Buffer, query = '') {
  const init = query === '' ? { method: 'POST', body: new Uint8Array(body) } : {}
  const headers = { authorization, ...(query === '' && { 'content-type': type }) }
  const response = await fetch(`${gateway.url}${SERVICE}/${query === '' ? 'Echo' : 'Read'}${query}`, {
    ...init,
    headers,
  })
  const { code, details } = (await response.json()) as {
    code: string
    details?: { debug: { reason: string } }[]
  }
  return { code, reason: details?.[0]?.debug.reason }
}

async function overGrpc(type: string, body: Buffer, method = 'Echo') {
  const session = connect(gateway.url)
  const headers = { 'content-type': type, te: 'trailers', authorization }
  const stream = session.request({ ':method': 'POST', ':path': `${SERVICE}/${method}`, ...headers })
  const { promise, resolve } = Promise.withResolvers<Record<string, unknown>>()
  let fields: Record<string, unknown> = {}
  stream.on('response', heard => {
    fields = { ...heard }
  })
  stream.on('trailers', heard => {
    fields = { ...fields, ...heard }
  })
  stream.on('error', () => undefined).on('close', () => resolve(fields))
  stream.resume()
  stream.end(body)
  const { 'grpc-status': code, 'grpc-status-details-bin': details = '' } = await promise
  session.destroy()
  const [info] = fromBinary(StatusSchema, Buffer.from(String(details), 'base64')).details
  return { code: Number(code), reason: info && fromBinary(ErrorInfoSchema, info.value).reason }
}

describe('a request that cannot be read is its sender’s fault, and says so to programs', () => {
  const malformed = { code: 'invalid_argument', reason: 'MALFORMED_REQUEST' }

  test.each<[string, string, Buffer, string?]>([
    ['JSON that is none', 'application/json', Buffer.from('{')],
    ['JSON of another message', 'application/json', Buffer.from('{"count":"x"}')],
    ['JSON that is no UTF-8', 'application/json', Buffer.from([0x7b, 0xff, 0x7d])],
    ['protobuf without its end', 'application/proto', CUT],
    ['protobuf of no wire type', 'application/proto', ODD],
    ['protobuf with a text that is no UTF-8', 'application/proto', Buffer.from([0x0a, 1, 0xff])],
    ['a GET with protobuf without its end', '', CUT, '?encoding=proto&base64=1&message=CiBh'],
    ['a GET with base64 that is none', '', CUT, '?encoding=proto&base64=1&message=%C3%BC*'],
    ['a GET with JSON that is none', '', CUT, '?encoding=json&message=%7B'],
  ])('Connect: %s', async (_, type, body, query) => {
    expect(await overConnect(type, body, query)).toEqual(malformed)
  })

  test.each<[string, string, Buffer]>([
    ['protobuf without its end', 'application/grpc', framed(CUT)],
    ['half of an envelope', 'application/grpc', framed(Buffer.alloc(9)).subarray(0, 7)],
    ['JSON that is none', 'application/grpc+json', framed(Buffer.from('{'))],
    [
      'half a character in what is wrong',
      'application/grpc+json',
      framed(Buffer.from('{"count":"\\ud800"}')),
    ],
  ])('gRPC: %s', async (_, type, body) => {
    const wanted = { code: INVALID_ARGUMENT, reason: 'MALFORMED_REQUEST' }
    expect(await overGrpc(type, body)).toEqual(wanted)
    expect(await overGrpc(type, body, 'Watch')).toEqual(wanted)
  })

  test('what is too large, and what is not one message', async () => {
    expect(await overConnect('application/proto', Buffer.alloc(3_000))).toEqual({
      code: 'resource_exhausted',
      reason: 'REQUEST_TOO_LARGE',
    })
    expect(await overGrpc('application/grpc', framed(Buffer.alloc(3_000)))).toEqual({
      code: RESOURCE_EXHAUSTED,
      reason: 'REQUEST_TOO_LARGE',
    })
    const wanted = { code: UNIMPLEMENTED, reason: 'UNSUPPORTED_REQUEST' }
    expect(await overGrpc('application/grpc', Buffer.alloc(0))).toEqual(wanted)
    expect(
      await overGrpc('application/grpc', Buffer.concat([framed(ODD.subarray(1)), framed(ODD.subarray(1))])),
    ).toEqual(wanted)
  })
})
