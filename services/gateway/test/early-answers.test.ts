import { once } from 'node:events'
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testKey } from './support/fake-backend.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import { type Probed, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

const SERVICE = '/rewards.probe.v1.ProbeService'
const authorization = `Bearer ${await tokenFrom(testKey)}`

let gateway: Probed
let session: ClientHttp2Session
beforeAll(async () => {
  gateway = await runProbed(probeHandlers, { limits: { maxRequestBytes: 1_024 } })
  session = connect(gateway.url)
})
afterAll(async () => {
  session.destroy()
  await gateway.stop()
})

function call(path: string, contentType: string, token: string = authorization): ClientHttp2Stream {
  const headers = { ':method': 'POST', ':path': path, 'content-type': contentType, authorization: token }
  return session.request({ ...headers, te: 'trailers' })
}

/** A message of this size in its frame. */
function framed(bytes: number): Buffer {
  const prefix = Buffer.alloc(5)
  prefix.writeUInt32BE(bytes, 1)
  return Buffer.concat([prefix, Buffer.alloc(bytes)])
}

/** Sends without end, as fast as it may; until the stream closes. */
async function sendOn(stream: ClientHttp2Stream): Promise<void> {
  const more = () => {
    while (stream.writable && stream.write(Buffer.alloc(65_536)));
  }
  stream.on('drain', more)
  more()
  await once(stream, 'close')
}

describe('a caller over HTTP/2 that still sends when its call has been answered is told to stop, without an error', () => {
  test.each([
    ['a message over the limit, gRPC', `${SERVICE}/Collect`, 'application/grpc', '8'],
    ['a message over the limit, both ways', `${SERVICE}/Chat`, 'application/grpc', '8'],
  ])('%s', async (_, path, type, code) => {
    const stream = call(path, type)
    let status: unknown
    stream.on('trailers', trailers => {
      status = trailers['grpc-status']
    })
    stream.on('response', headers => {
      status ??= headers['grpc-status']
    })
    stream.resume()
    stream.write(framed(4_096))
    await sendOn(stream)
    expect(status).toBe(code)
    expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR)
  })

  test('no token, Connect', async () => {
    const stream = call(`${SERVICE}/Collect`, 'application/connect+proto', 'none')
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    await sendOn(stream)
    expect(Buffer.concat(chunks).subarray(5).toString()).toContain('unauthenticated')
    expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR)
  })

  test('a page that takes no body', async () => {
    const stream = call('/healthz', 'text/plain')
    stream.resume()
    const [[headers]] = (await Promise.all([once(stream, 'response'), sendOn(stream)])) as [
      [Record<string, unknown>],
      unknown,
    ]
    expect(headers[':status']).toBe(405)
    expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR)
  })

  test('a method that there is not, gRPC', async () => {
    const stream = call('/rewards.nothing.v1.NoService/No', 'application/grpc')
    stream.resume()
    const [[headers]] = (await Promise.all([once(stream, 'response'), sendOn(stream)])) as [
      [Record<string, unknown>],
      unknown,
    ]
    expect(headers['grpc-status']).toBe('12')
    expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR)
  })
})
