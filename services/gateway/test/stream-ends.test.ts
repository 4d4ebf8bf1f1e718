import { once } from 'node:events'
import { createServer, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { create, toBinary } from '@bufbuild/protobuf'
import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { createGrpcTransport } from '@connectrpc/connect-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testKey } from './support/fake-backend.ts'
import { ProbeService } from './support/probe.ts'
import { type Probed, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

const headers = { authorization: `Bearer ${await tokenFrom(testKey)}` }
const MESSAGES = 100
const LONG = 'x'.repeat(20_000)

/** What the service answers next. */
let answer: (stream: ServerHttp2Stream) => void
/** Resolves when the service has no more to say. */
let said: PromiseWithResolvers<void>

/** A service that says all that it has to say, and that it has failed, as fast as it is taken from it. */
const service = createServer().on('stream', (stream: ServerHttp2Stream, { ':path': path }) => {
  stream.resume()
  if (path?.endsWith('ProbeService/Watch')) answer(stream)
  else stream.respond({ ':status': 404 }, { endStream: true })
})
let gateway: Probed
beforeAll(async () => {
  await once(service.listen(0, '127.0.0.1'), 'listening')
  gateway = await runProbed({}, {}, { event: [`127.0.0.1:${(service.address() as AddressInfo).port}`] })
})
afterAll(async () => {
  await gateway.stop()
  service.close()
})

function fail(stream: ServerHttp2Stream, bytes: Buffer, more = {}): void {
  stream.respond({ 'content-type': 'application/grpc', ...more }, { waitForTrailers: true })
  stream.on('wantTrailers', () => {
    stream.sendTrailers({ 'grpc-status': '10', 'grpc-message': 'too late' })
    said.resolve()
  })
  stream.end(bytes)
}

function framed(flags: number, message: Uint8Array): Buffer {
  const prefix = Buffer.from([flags, 0, 0, 0, 0])
  prefix.writeUInt32BE(message.length, 1)
  return Buffer.concat([prefix, message])
}

function messages(frame: (message: Uint8Array) => Buffer): Buffer {
  const { output } = ProbeService.method.watch
  return Buffer.concat(
    Array.from({ length: MESSAGES }, (_, count) =>
      frame(toBinary(output, create(output, { count, text: LONG }))),
    ),
  )
}

async function readSlowly() {
  said = Promise.withResolvers()
  const client = createClient(ProbeService, createGrpcTransport({ baseUrl: gateway.url }))
  const counts: number[] = []
  const read = async () => {
    for await (const { count } of client.watch({}, { headers }))
      if (counts.push(count) === 1) await said.promise
  }
  return { error: ConnectError.from(await read().catch((e: unknown) => e)), counts }
}

const all = Array.from({ length: MESSAGES }, (_, i) => i)

describe('a stream that fails delivers what came before the failure, and then the failure,', () => {
  test('to a caller who reads slowly', async () => {
    answer = stream =>
      fail(
        stream,
        messages(message => framed(0, message)),
      )
    const { counts, error } = await readSlowly()
    expect(counts).toEqual(all)
    expect(error).toMatchObject({ code: Code.Aborted, rawMessage: 'too late' })
  })

  test('when the messages are compressed', async () => {
    const bytes = messages(message => framed(1, gzipSync(message)))
    answer = stream => fail(stream, bytes, { 'grpc-encoding': 'gzip' })
    const { counts, error } = await readSlowly()
    expect(counts).toEqual(all)
    expect(error).toMatchObject({ code: Code.Aborted, rawMessage: 'too late' })
  })

  test('when there is nothing but the failure', async () => {
    answer = stream => fail(stream, Buffer.alloc(0))
    const { counts, error } = await readSlowly()
    expect(counts).toEqual([])
    expect(error).toMatchObject({ code: Code.Aborted, rawMessage: 'too late' })
  })
})

test('a stream that fails and whose connection is cut at the same moment fails', async () => {
  answer = stream => {
    fail(
      stream,
      messages(message => framed(0, message)),
    )
    void said.promise.then(() => stream.session?.destroy())
  }
  const { counts, error } = await readSlowly()
  expect(counts).toEqual(all.slice(0, counts.length))
  expect([Code.Aborted, Code.Unavailable]).toContain(error.code)
})
