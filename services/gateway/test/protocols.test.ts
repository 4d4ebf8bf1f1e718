import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node'
import { BadRequestSchema, ErrorInfoSchema } from '@rewards/contracts/google'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testKey } from './support/fake-backend.ts'
import { ProbeService } from './support/probe.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import { type Probed, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

let gateway: Probed
const headers = new Headers({ authorization: `Bearer ${await tokenFrom(testKey)}` })

beforeAll(async () => {
  gateway = await runProbed(probeHandlers)
})
afterAll(() => gateway.stop())

type Make = (baseUrl: string) => Transport

const transports: Record<string, Make> = {
  'Connect, JSON, HTTP/1.1': baseUrl =>
    createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: false }),
  'Connect, binary, HTTP/1.1': baseUrl =>
    createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: true }),
  'Connect, JSON, HTTP/2': baseUrl =>
    createConnectTransport({ baseUrl, httpVersion: '2', useBinaryFormat: false }),
  'gRPC-web, binary, HTTP/1.1': baseUrl => createGrpcWebTransport({ baseUrl, httpVersion: '1.1' }),
  'gRPC-web, JSON, HTTP/2': baseUrl =>
    createGrpcWebTransport({ baseUrl, httpVersion: '2', useBinaryFormat: false }),
  'gRPC, binary, HTTP/2': baseUrl => createGrpcTransport({ baseUrl }),
}

describe.each(Object.entries(transports))('%s', (_, make) => {
  const client = () => createClient(ProbeService, make(gateway.url))

  test('a unary call comes back with its answer, headers and trailers, each once', async () => {
    const seen: { header?: Headers; trailer?: Headers } = {}
    const answer = await client().echo(
      { text: 'hello', count: 2 },
      {
        headers,
        onHeader: header => {
          seen.header = header
        },
        onTrailer: trailer => {
          seen.trailer = trailer
        },
      },
    )
    expect(answer).toMatchObject({ text: 'hello', count: 2, items: ['0', '1'] })
    expect(seen.header?.get('x-head')).toBe('of the answer')
    expect(seen.trailer?.get('x-tail')).toBe('of the answer')
    expect(seen.trailer?.get('x-tail-bin')).toBe('AP8H')
  })

  test('a failed call keeps its code, sentence, details and trailers, each once', async () => {
    const error = ConnectError.from(
      await client()
        .echo({ text: 'fail' }, { headers })
        .catch((e: unknown) => e),
    )
    expect(error.code).toBe(Code.FailedPrecondition)
    expect(error.rawMessage).toBe('the probe failed: ü')
    expect(error.details).toHaveLength(2)
    expect(error.findDetails(ErrorInfoSchema)).toMatchObject([
      { reason: 'PROBE_FAILED', metadata: { claimId: 'clm_1' } },
    ])
    expect(error.findDetails(BadRequestSchema)).toMatchObject([{ fieldViolations: [{ field: 'text' }] }])
    expect(error.metadata.get('x-tail')).toBe('of a failure')
    expect(error.metadata.get('x-head')).toBe('of the answer')
  })

  test('a server stream passes in order, with headers and trailers', async () => {
    const seen: { header?: Headers; trailer?: Headers } = {}
    const options = {
      headers,
      onHeader: (header: Headers) => {
        seen.header = header
      },
      onTrailer: (trailer: Headers) => {
        seen.trailer = trailer
      },
    }
    const counts: number[] = []
    for await (const { count } of client().watch({ text: 'x', count: 50 }, options)) counts.push(count)
    expect(counts).toEqual(Array.from({ length: 50 }, (_, i) => i))
    expect(seen.header?.get('x-head')).toBe('of the stream')
    expect(seen.trailer?.get('x-tail')).toBe('of the answer')
  })

  test('a server stream that fails after some messages delivers them, and then the error with its details', async () => {
    let delivered = 0
    const read = async () => {
      for await (const _message of client().watch({ text: 'fail', count: 3 }, { headers })) delivered += 1
    }
    const error = ConnectError.from(await read().catch((e: unknown) => e))
    expect(delivered).toBe(3)
    expect(error.code).toBe(Code.FailedPrecondition)
    expect(error.findDetails(ErrorInfoSchema)).toHaveLength(1)
    expect(error.metadata.get('x-tail')).toBe('of a failure')
  })

  test('a client stream is passed on whole', async () => {
    const texts = async function* () {
      for (const text of ['a', 'b', 'c']) yield { text }
    }
    expect(await client().collect(texts(), { headers })).toMatchObject({ text: 'a+b+c', count: 3 })
  })

  test('a call without a token is refused with a reason', async () => {
    const error = ConnectError.from(
      await client()
        .echo({ text: 'hello' })
        .catch((e: unknown) => e),
    )
    expect(error.code).toBe(Code.Unauthenticated)
    expect(error.findDetails(ErrorInfoSchema)).toMatchObject([{ reason: 'TOKEN_MISSING' }])
  })
})

test('a stream in both directions passes message by message over HTTP/2', async () => {
  const client = createClient(ProbeService, transports['gRPC, binary, HTTP/2']?.(gateway.url) as Transport)
  const heard: string[] = []
  const next = Promise.withResolvers<void>()
  const talk = async function* () {
    yield { text: 'one' }
    await next.promise
    yield { text: 'two' }
  }
  for await (const { text } of client.chat(talk(), { headers })) {
    heard.push(text)
    next.resolve()
  }
  expect(heard).toEqual(['you said one', 'you said two'])
})
