import { once } from 'node:events'
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2'
import { connect as connectTcp, type Socket } from 'node:net'
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

const JSON_TYPE = 'application/json'
const WEB = 'application/grpc-web'
const CONNECT = 'application/connect+proto'
const NO_MESSAGE = Buffer.concat([Buffer.from([0, 0, 0, 0, 1, 0x0f]), framed(300_000)])

describe('a caller over HTTP/1.1 that still sends when its call has been answered may send the rest, and call again', () => {
  test.each([
    [
      'a unary call of a known length, Connect',
      'Echo',
      JSON_TYPE,
      Buffer.alloc(300_000, ' '),
      '"resource_exhausted"',
    ],
    ['a unary call, gRPC-web', 'Echo', WEB, framed(300_000), 'grpc-status: 8'],
    ['the request of a stream', 'Watch', CONNECT, framed(300_000), '"resource_exhausted"'],
    ['a message of many, Connect', 'Collect', CONNECT, framed(300_000), '"resource_exhausted"'],
    ['a message of many, gRPC-web', 'Collect', WEB, framed(300_000), 'grpc-status: 8'],
    ['bytes that are no message', 'Collect', CONNECT, NO_MESSAGE, '"code"'],
    ['a method that there is not', 'None', JSON_TYPE, framed(300_000), '404'],
  ])('%s', async (_, method, type, body, answer) => {
    using caller = await callerOverHttp1()
    caller.send(headOf(method, type, body.length))
    caller.send(body.subarray(0, 5_000))
    await expect.poll(caller.received).toContain(answer)
    caller.send(body.subarray(5_000))
    caller.send('GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n')
    await expect.poll(caller.received).toContain('"alive": true')
  })
})

test('a caller over HTTP/1.1 that never ends what it sends is cut, though it was answered', async () => {
  const limits = { maxRequestBytes: 1_024, headersMs: 300, requestMs: 600 }
  await using strict = await runProbed(probeHandlers, { limits })
  using caller = await callerOverHttp1(strict)
  caller.send(headOf('Echo', WEB, 1_000_000_000))
  caller.send(framed(5_000))
  await expect.poll(caller.received).toContain('grpc-status: 8')
  const more = setInterval(() => caller.send(Buffer.alloc(1_000)), 20)
  await caller.closed
  clearInterval(more)
})

test('a stream both ways over HTTP/1.1, which cannot carry it, is refused', async () => {
  using caller = await callerOverHttp1()
  caller.send(headOf('Chat', CONNECT, 300_000))
  await expect.poll(caller.received).toContain('505')
})

function headOf(method: string, type: string, length: number): string {
  const headers = `host: a\r\nauthorization: ${authorization}\r\ncontent-type: ${type}\r\ncontent-length: ${length}`
  return `POST ${SERVICE}/${method} HTTP/1.1\r\n${headers}\r\n\r\n`
}

interface Caller extends Disposable {
  send(bytes: string | Buffer): void
  received(): string
  readonly closed: Promise<unknown>
}

async function callerOverHttp1({ port }: Probed = gateway): Promise<Caller> {
  const socket: Socket = connectTcp(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', chunk => chunks.push(Buffer.from(chunk))).on('error', () => undefined) // the answer is missing then
  await once(socket, 'connect')
  return {
    send: bytes => void socket.write(bytes),
    received: () => Buffer.concat(chunks).toString('latin1'),
    closed: new Promise(resolve => socket.once('close', resolve)),
    [Symbol.dispose]: () => void socket.destroy(),
  }
}
