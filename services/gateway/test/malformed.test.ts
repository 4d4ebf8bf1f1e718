import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testKey } from './support/fake-backend.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import {
  ECHO,
  END_HEADERS,
  END_STREAM,
  exchange,
  FRAME,
  fields,
  frame,
  framesIn,
  goAwayCode,
  HELLO,
  openSocket,
  untilClosed,
} from './support/raw.ts'
import { type Probed, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

const authorization = `Bearer ${await tokenFrom(testKey)}`
const HOST = `host: a\r\nauthorization: ${authorization}\r\n`
const JSON_TYPE = 'content-type: application/json\r\n'

let gateway: Probed
beforeAll(async () => {
  gateway = await runProbed(probeHandlers, { limits: { headersMs: 1_000, requestMs: 2_000, idleMs: 1_000 } })
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200)
  gateway.event.reached.length = 0
})

/** The statuses of the answers over HTTP/1.1 in what was received. */
const statuses = (received: string) =>
  [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))

const close = 'connection: close\r\n'
const request = (line: string, headers = '', body = '') =>
  `${line} HTTP/1.1\r\n${HOST}${headers}${body && `content-length: ${body.length}\r\n`}\r\n${body}`
const call = (path: string, headers = JSON_TYPE + close, body = '{"text":"x"}') =>
  request(`POST ${path}`, headers, body)

describe('a path in odd form leads nowhere, and never to another method', () => {
  test.each([
    ECHO.replace('/Echo', '%2FEcho'),
    ECHO.replace('Echo', '%45cho'),
    ECHO.replace('Echo', 'echo'),
    `${ECHO}%00`,
    `${ECHO}/`,
    `${ECHO}/..`,
    `${ECHO}#x`,
    `/.${ECHO}`,
    `/x/..${ECHO}`,
    `//${ECHO}`,
    `/${ECHO}`,
    ECHO.replaceAll('/', '//'),
    ECHO.replaceAll('/', '\\'),
    `${ECHO};v=1`,
    `/%2e%2e${ECHO}`,
    `/healthz${ECHO}`,
    `/${'x'.repeat(8_000)}`,
    '/%',
    '/%zz',
    '/%c0%ae%c0%ae/',
    '/../../etc/passwd',
    '/api-docs/../../package.json',
    '/api-docs/%2e%2e/main.ts',
    '/__proto__',
    '/constructor',
    '*',
  ])('%s', async path => {
    const received = await exchange(gateway, call(path))
    expect([400, 404]).toContain(statuses(received)[0])
    expect(received).not.toMatch(/\n {4}at |node_modules|ENOENT/)
    expect(gateway.event.reached).toEqual([])
  })

  test.each([
    ['an absolute form, of whatever host', `http://other.example${ECHO}`],
    ['an absolute form of a page', 'http://other.example/healthz'],
    ['a form that is none', 'xyz'],
  ])('%s', async (_, path) => {
    const received = await exchange(gateway, call(path))
    expect([400, 404]).toContain(statuses(received)[0])
    expect(gateway.event.reached).toEqual([])
  })

  test('a query makes no other path', async () => {
    const received = await exchange(gateway, call(`${ECHO}?a=/../b`))
    expect(statuses(received)).toEqual([200])
  })

  test.each(['a control character in the path', 'a byte beyond ASCII', 'a blank'])(
    '%s ends the connection',
    async what => {
      const odd = {
        'a control character in the path': '\u0001',
        'a byte beyond ASCII': '\u00ff',
        'a blank': ' x',
      }[what]
      const received = await exchange(gateway, call(`${ECHO}${odd}`))
      expect(statuses(received)[0] ?? 400).toBeOneOf([400, 404])
      expect(gateway.event.reached).toEqual([])
    },
  )
})

describe('a method, a type or a body that is none of ours', () => {
  test.each<[string, string, number]>([
    ['GET of a method with effects', request(`GET ${ECHO}?message={}&encoding=json`, close), 405],
    ['PUT', request(`PUT ${ECHO}`, JSON_TYPE + close, '{}'), 405],
    ['TRACE', request(`TRACE ${ECHO}`, close), 405],
    ['no content type', call(ECHO, close), 415],
    ['another content type', call(ECHO, `content-type: text/plain\r\n${close}`), 415],
    ['a form', call(ECHO, `content-type: multipart/form-data; boundary=x\r\n${close}`), 415],
    [
      'a stream’s type for a unary method',
      call(ECHO, `content-type: application/connect+json\r\n${close}`),
      415,
    ],
    [
      'a charset that JSON does not have',
      call(ECHO, `content-type: application/json; charset=utf-16\r\n${close}`),
      415,
    ],
    ['no JSON', call(ECHO, JSON_TYPE + close, '{'), 400],
    ['a JSON that is no object', call(ECHO, JSON_TYPE + close, '[1]'), 400],
    ['a number beyond its type', call(ECHO, JSON_TYPE + close, '{"count":99999999999}'), 400],
    ['an unknown encoding', call(ECHO, `${JSON_TYPE}${close}content-encoding: zip\r\n`), 501],
    ['a timeout that is none', call(ECHO, `${JSON_TYPE}${close}connect-timeout-ms: soon\r\n`), 400],
  ])('%s: %#', async (_, bytes, status) => {
    const received = await exchange(gateway, bytes)
    expect(statuses(received)).toEqual([status])
    expect(received).not.toMatch(/\n {4}at |node_modules/)
    expect(gateway.event.reached).toEqual([])
  })

  test('a JSON of a million brackets is refused', async () => {
    const received = await exchange(gateway, call(ECHO, JSON_TYPE + close, '['.repeat(1_000_000)))
    expect(statuses(received)).toEqual([400])
    expect(received).toContain('invalid_argument')
  })
})

describe('requests that could be read in two ways are refused, and what follows them is not read', () => {
  const smuggled = `POST ${ECHO} HTTP/1.1\r\n${HOST}${JSON_TYPE}content-length: 2\r\n\r\n{}`
  const chunked = `0\r\n\r\n${smuggled}`

  test.each<[string, string, string]>([
    ['a length and chunks', `content-length: ${chunked.length}\r\ntransfer-encoding: chunked\r\n`, chunked],
    ['chunks and a length', `transfer-encoding: chunked\r\ncontent-length: 4\r\n`, chunked],
    ['two lengths', `content-length: 0\r\ncontent-length: ${smuggled.length}\r\n`, smuggled],
    ['a length with a sign', 'content-length: +0\r\n', smuggled],
    ['a length in words', 'content-length: 0, 10\r\n', smuggled],
    ['chunks under a name with a blank', `transfer-encoding : chunked\r\n`, chunked],
    ['chunks in disguise', 'transfer-encoding: xchunked\r\n', chunked],
    ['chunks twice', 'transfer-encoding: chunked, identity\r\n', chunked],
    ['chunks after a tab', 'transfer-encoding:\u000bchunked\r\n', chunked],
    ['a folded header', 'x: y\r\n transfer-encoding: chunked\r\n', chunked],
    ['lines that end in LF alone', 'x: y\ntransfer-encoding: chunked\n', chunked],
    ['a size of a chunk that is none', 'transfer-encoding: chunked\r\n', `-1\r\n\r\n${smuggled}`],
    ['a size of a chunk beyond all', 'transfer-encoding: chunked\r\n', `ffffffffffffffffff\r\n${smuggled}`],
    [
      'an extension of a chunk without end',
      'transfer-encoding: chunked\r\n',
      `1;${'x'.repeat(100_000)}\r\n${smuggled}`,
    ],
    ['a null in a header', 'x: a\u0000b\r\n', smuggled],
  ])('%s', async (_, headers, body) => {
    const received = await exchange(gateway, `POST /nowhere HTTP/1.1\r\n${HOST}${headers}\r\n${body}`)
    expect(statuses(received).filter(status => status === 200)).toEqual([])
    expect(gateway.event.reached).toEqual([])
  })

  test('pipelined requests are answered in order, each once', async () => {
    const paths = ['/healthz', '/nowhere', '/healthz']
    const pipelined = paths.map(path => request(`GET ${path}`)).join('') + request('GET /', close)
    const received = await exchange(gateway, pipelined)
    expect(statuses(received)).toEqual([200, 404, 200, 200])
  })

  test('pipelined calls are open at once, so that those over the most of a user are refused, and all are answered', async () => {
    const one = `POST ${ECHO} HTTP/1.1\r\n${HOST}${JSON_TYPE}content-length: 2\r\n\r\n{}`
    const received = await exchange(gateway, one.repeat(250) + request('GET /healthz', close))
    const counts = Map.groupBy(statuses(received), status => status)
    expect(new Set(counts.keys())).toEqual(new Set([200, 429]))
    expect(counts.get(200)?.length).toBeGreaterThan(100)
    expect(statuses(received)).toHaveLength(251)
  })

  test('an upgrade to HTTP/2 or to a web socket is not taken; the request is answered as it is', async () => {
    const h2c = `connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n`
    const socket = await openSocket(gateway)
    const received = untilClosed(socket)
    socket.write(request('GET /healthz', h2c))
    expect(statuses(await received)).toEqual([200])
    const web = `connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-version: 13\r\n`
    expect(statuses(await exchange(gateway, request('GET /healthz', web)))).toEqual([200])
  })

  test('CONNECT is no way through', async () => {
    expect(
      statuses(await exchange(gateway, `CONNECT other.example:443 HTTP/1.1\r\n${HOST}\r\n`)),
    ).not.toContain(200)
  })

  test('who expects to be asked to go on, is', async () => {
    const socket = await openSocket(gateway)
    const received = untilClosed(socket)
    socket.write(
      `POST ${ECHO} HTTP/1.1\r\n${HOST}${JSON_TYPE}${close}expect: 100-continue\r\ncontent-length: 2\r\n\r\n`,
    )
    socket.once('data', () => socket.write('{}'))
    expect(statuses(await received)).toEqual([100, 200])
    expect(statuses(await exchange(gateway, request('GET /healthz', `${close}expect: magic\r\n`)))).toEqual([
      417,
    ])
  })
})

describe('frames of HTTP/2 that cannot be end the connection, with a reason', () => {
  const block = fields({ ':method': 'GET', ':scheme': 'http', ':authority': 'a', ':path': '/healthz' })
  const END = END_HEADERS | END_STREAM
  const without = (name: string) => {
    const all = { ':method': 'GET', ':scheme': 'http', ':path': '/healthz' }
    return fields(Object.fromEntries(Object.entries(all).filter(([each]) => each !== name)))
  }

  test.each<[string, Buffer]>([
    ['a frame over the size that was agreed', frame(FRAME.data, 0, 1, Buffer.alloc(16_385))],
    ['DATA of a stream that there is not', frame(FRAME.data, 0, 1, Buffer.from('x'))],
    ['HEADERS of stream 0', frame(FRAME.headers, END, 0, block)],
    ['HEADERS of an even stream', frame(FRAME.headers, END, 2, block)],
    ['CONTINUATION of nothing', frame(FRAME.continuation, END_HEADERS, 1, block)],
    [
      'another frame between HEADERS and CONTINUATION',
      Buffer.concat([frame(FRAME.headers, 0, 1, block), frame(FRAME.ping, 0, 0, Buffer.alloc(8))]),
    ],
    ['a PING of 7 bytes', frame(FRAME.ping, 0, 0, Buffer.alloc(7))],
    ['SETTINGS of 5 bytes', frame(FRAME.settings, 0, 0, Buffer.alloc(5))],
    ['a window of 4 GB', frame(FRAME.settings, 0, 0, Buffer.from([0, 4, 0xff, 0xff, 0xff, 0xff]))],
    ['a WINDOW_UPDATE of nothing', frame(FRAME.windowUpdate, 0, 0, Buffer.alloc(4))],
    [
      'a window that overflows',
      Buffer.concat(
        Array.from({ length: 3 }, () =>
          frame(FRAME.windowUpdate, 0, 0, Buffer.from([0x7f, 0xff, 0xff, 0xff])),
        ),
      ),
    ],
    ['PUSH_PROMISE of a client', frame(5, END_HEADERS, 1, Buffer.concat([Buffer.from([0, 0, 0, 2]), block]))],
    ['headers that do not unpack', frame(FRAME.headers, END, 1, Buffer.alloc(100, 0xff))],
    ['padding longer than its frame', frame(FRAME.headers, END | 8, 1, Buffer.from([255, 0]))],
    ['RST_STREAM of a stream that there is not', frame(FRAME.rstStream, 0, 99, Buffer.alloc(4))],
  ])('%s', async (_, bytes) => {
    const received = await exchange(gateway, Buffer.concat([HELLO, bytes]))
    expect(goAwayCode(received)).toBeGreaterThan(0)
    expect(gateway.event.reached).toEqual([])
  })

  test.each<[string, Buffer]>([
    ['no method', without(':method')],
    ['no path', without(':path')],
    ['an upper-case name', Buffer.concat([block, fields({ 'X-Y': 'z' })])],
    ['a field of the connection', Buffer.concat([block, fields({ connection: 'close' })])],
    ['a field with a line break', Buffer.concat([block, fields({ x: 'y\r\nz: 1' })])],
    [
      'a pseudo-field after a field',
      fields({ ':method': 'GET', x: 'y', ':path': '/healthz', ':scheme': 'http' }),
    ],
    ['a pseudo-field that there is not', Buffer.concat([block, fields({ ':user': 'root' })])],
    ['an empty path', fields({ ':method': 'GET', ':scheme': 'http', ':authority': 'a', ':path': '' })],
  ])('a request with %s ends its stream, and no other', async (_, headers) => {
    const good = frame(FRAME.headers, END, 3, block)
    const received = await exchange(
      gateway,
      Buffer.concat([HELLO, frame(FRAME.headers, END, 1, headers), good]),
    )
    const frames = framesIn(received)
    const ofFirst = frames.filter(({ stream }) => stream === 1)
    const refused =
      ofFirst.some(({ type }) => type === FRAME.rstStream) ||
      ofFirst.some(({ type }) => type === FRAME.headers)
    expect(refused || goAwayCode(received) !== undefined).toBe(true)
    if (goAwayCode(received) === 0) expect(frames.some(({ stream }) => stream === 3)).toBe(true)
    expect(gateway.event.reached).toEqual([])
  })

  test('a preface that is almost one is read as HTTP/1.1, and refused', async () => {
    expect(await exchange(gateway, 'PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n')).toMatch(/^HTTP\/1\.1 400|^$/)
  })
})
