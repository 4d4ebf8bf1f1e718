import { once } from 'node:events'
import { connect as connectHttp2, constants } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { protocolOf } from '../src/listen/first-bytes.ts'
import { testKey } from './support/fake-backend.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import { type Probed, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const EMPTY_SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])
const ECHO = '/rewards.probe.v1.ProbeService/Echo'

const authorization = `Bearer ${await tokenFrom(testKey)}`

/** One with the usual limits, and one that closes soon. */
let gateway: Probed
let strict: Probed
beforeAll(async () => {
  gateway = await runProbed()
  strict = await runProbed({}, { limits: { firstBytesMs: 300, headersMs: 300, requestMs: 600, idleMs: 400 } })
})
afterAll(() => Promise.all([gateway.stop(), strict.stop()]))

async function open({ port }: Probed = gateway): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined) // a reset is one of the ways to be closed
  await once(socket, 'connect')
  return socket
}

/** All that comes until the other side closes. */
async function untilClosed(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', chunk => chunks.push(Buffer.from(chunk)))
  if (!socket.closed) await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1')
}

describe('the first bytes of a connection', () => {
  test.each([
    ['', undefined],
    ['P', undefined],
    [PREFACE.slice(0, -1), undefined],
    [PREFACE, 'http2'],
    [`${PREFACE}more`, 'http2'],
    ['POST /', 'http1'],
    ['PRI * HTTP/2.1', 'http1'],
    ['\u0016\u0003\u0001', 'tls'],
  ])('%j begin %s', (bytes, version) => {
    expect(protocolOf(Buffer.from(bytes, 'latin1'))).toBe(version)
  })

  test('a preface that comes byte by byte still begins HTTP/2', async () => {
    const socket = await open()
    for (const byte of PREFACE) {
      socket.write(byte)
      await sleep(1)
    }
    socket.write(EMPTY_SETTINGS)
    const [first] = (await once(socket, 'data')) as [Buffer]
    expect(first[3]).toBe(4) // SETTINGS
    socket.destroy()
  })

  test('a request that comes byte by byte is still answered', async () => {
    const socket = await open()
    for (const byte of 'GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n') socket.write(byte)
    expect(await untilClosed(socket)).toContain('200 OK')
  })

  test('both protocols are served side by side', async () => {
    const session = connectHttp2(gateway.url)
    const stream = session.request({ ':path': '/healthz' })
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
    expect(headers[':status']).toBe(200)
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200)
    session.destroy()
  })
})

describe('a connection is closed', () => {
  test('when it stays silent', async () => {
    expect(await untilClosed(await open(strict))).toBe('')
  })

  test('when it stops in the middle of a preface', async () => {
    const socket = await open(strict)
    socket.write(PREFACE.slice(0, 10))
    expect(await untilClosed(socket)).toBe('')
  })

  test('when its headers never end', async () => {
    const socket = await open(strict)
    socket.write('POST / HTTP/1.1\r\nhost: a\r\n')
    expect(await untilClosed(socket)).toContain('408')
  })

  test('when the SETTINGS never come', async () => {
    const socket = await open(strict)
    socket.write(PREFACE)
    await untilClosed(socket)
  })

  test('when its body never ends', async () => {
    const socket = await open(strict)
    const headers = `host: a\r\nauthorization: ${authorization}\r\ncontent-type: application/json`
    socket.write(`POST ${ECHO} HTTP/1.1\r\n${headers}\r\ncontent-length: 50\r\n\r\n{`)
    expect(await untilClosed(socket)).toContain('408')
  })

  test('when it has been idle', async () => {
    const socket = await open(strict)
    socket.write('GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n')
    expect(await untilClosed(socket)).toContain('200 OK')
    const session = connectHttp2(strict.url)
    await once(session, 'close')
  })

  test('when it speaks neither protocol', async () => {
    const socket = await open(strict)
    socket.write('\u0016\u0003\u0001\u0002\u0000 this is TLS')
    expect(await untilClosed(socket)).toContain('400')
  })
})

test('a body that never ends cuts its HTTP/2 stream, and no other', async () => {
  const session = connectHttp2(strict.url)
  const headers = { 'content-type': 'application/grpc', authorization }
  const stream = session.request({ ':method': 'POST', ':path': ECHO, ...headers })
  stream.on('error', () => undefined)
  stream.write('x')
  await once(stream, 'close')
  expect(stream.rstCode).not.toBe(constants.NGHTTP2_NO_ERROR)
  const other = session.request({ ':path': '/healthz' })
  const [answer] = (await once(other, 'response')) as [Record<string, unknown>]
  expect(answer[':status']).toBe(200)
  session.destroy()
})

test('headers over the limit end their HTTP/2 stream', async () => {
  const session = connectHttp2(gateway.url)
  await once(session, 'remoteSettings') // from then on it holds; until then a limit of 64 KiB does
  const stream = session.request({ ':path': '/healthz', 'x-long': 'x'.repeat(40_000) })
  await expect(once(stream, 'close')).rejects.toThrow('ENHANCE_YOUR_CALM')
  session.destroy()
})

test('a request without a host is refused', async () => {
  const socket = await open()
  socket.write(`POST ${ECHO} HTTP/1.0\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`)
  expect(await untilClosed(socket)).toContain('400 Bad Request')
})

test('a call over the most that may be open is unavailable, and a place is free again when one has ended', async () => {
  await using small = await runProbed(probeHandlers, { limits: { maxCalls: 1 } })
  const call = (text: string, signal?: AbortSignal) =>
    fetch(small.url + ECHO, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
      signal: signal ?? null,
    })
  const leave = new AbortController()
  const first = call('wait', leave.signal).catch(() => 'left')
  await expect.poll(() => small.event.reached.length).toBe(1)
  const refused = await call('hello')
  expect(refused.status).toBe(503)
  expect(await refused.json()).toMatchObject({ code: 'unavailable' })
  expect((await fetch(`${small.url}/healthz`)).status).toBe(200)
  leave.abort()
  expect(await first).toBe('left')
  await expect.poll(async () => (await call('hello')).status).toBe(200)
})
