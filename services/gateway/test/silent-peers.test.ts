import type { Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testKey } from './support/fake-backend.ts'
import { growthDuring, MOST_GROWTH } from './support/figures.ts'
import { type GatewayProcess, runGatewayProcess } from './support/gateway-process.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import {
  ECHO,
  END_HEADERS,
  END_STREAM,
  FRAME,
  fields,
  frame,
  HELLO,
  openSocket,
  PREFACE,
} from './support/raw.ts'
import { tokenFrom } from './support/tokens.ts'

const authorization = `Bearer ${await tokenFrom(testKey)}`
const MANY = 500
/** Connections that come and go meanwhile: of who is served, and the gateway's own to services. */
const OTHERS = 5

let gateway: GatewayProcess
beforeAll(async () => {
  gateway = await runGatewayProcess(probeHandlers, {
    // Long enough that all of them are there at once, on a machine that is busy with other work.
    REWARDS_GATEWAY_FIRST_BYTES_WITHIN: '3s',
    REWARDS_GATEWAY_HEADERS_WITHIN: '3s',
    REWARDS_GATEWAY_REQUEST_WITHIN: '3s',
    REWARDS_GATEWAY_IDLE: '3s',
    REWARDS_GATEWAY_CLAIMS_PER_USER: '1000000/1s',
  })
  await served()
})
afterAll(() => gateway?.[Symbol.asyncDispose]())

async function served(): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization, connection: 'close' }
  const answer = await fetch(gateway.url + ECHO, { method: 'POST', headers, body: '{"text": "other"}' })
  expect(await answer.json()).toMatchObject({ text: 'other' })
}

const POST = `POST ${ECHO} HTTP/1.1\r\nhost: a\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\n`
const request = (line: string) => `${line} HTTP/1.1\r\nhost: a\r\n\r\n`
const FIELDS = { ':scheme': 'http', ':authority': 'a' }
const getPage = (path: string) => fields({ ...FIELDS, ':method': 'GET', ':path': path })
const post = fields({
  ...FIELDS,
  ':method': 'POST',
  ':path': ECHO,
  'content-type': 'application/grpc',
  te: 'trailers',
})

/** Writes one byte at a time of what never ends. */
function drip(socket: Socket, byte: string): void {
  const timer = setInterval(() => socket.write(byte), 100)
  socket.once('close', () => clearInterval(timer))
}

const page = frame(FRAME.headers, END_HEADERS | END_STREAM, 1, getPage('/api-docs/swagger-ui-bundle.js'))
const room = Buffer.from([0, 4, 0x7f, 0xff, 0xff, 0xff])

/** What each of them does, who never reads, and never closes. */
const PEERS: Readonly<Record<string, (socket: Socket) => void>> = {
  'say nothing': () => undefined,
  'say half a preface': socket => socket.write(PREFACE.slice(0, 12)),
  'say half a header': socket => socket.write('GET / HTT'),
  'say their headers a byte at a time': socket => {
    socket.write('GET / HTTP/1.1\r\nx: ')
    drip(socket, 'x')
  },
  'say their body a byte at a time': socket => {
    socket.write(`${POST}content-length: 10000\r\n\r\n`)
    drip(socket, ' ')
  },
  'say their body in chunks without end': socket => {
    socket.write(`${POST}transfer-encoding: chunked\r\n\r\n`)
    drip(socket, '1\r\n \r\n')
  },
  'promise a body and go silent': socket => socket.write(`${POST}content-length: 10000\r\n\r\n{`),
  'send no SETTINGS': socket => socket.write(PREFACE),
  'are idle, and never close their half': socket => socket.write(HELLO),
  'begin headers over HTTP/2, and go silent': socket =>
    socket.write(Buffer.concat([HELLO, frame(FRAME.headers, 0, 1, post)])),
  'begin a body over HTTP/2, and go silent': socket =>
    socket.write(Buffer.concat([HELLO, frame(FRAME.headers, END_HEADERS, 1, post)])),
  'never read a large answer': socket => socket.write(request('GET /api-docs/swagger-ui-bundle.js')),
  'give no room for a large answer': socket => socket.write(Buffer.concat([HELLO, page])),
  'give all the room for a large answer, and never read it': socket =>
    socket.write(Buffer.concat([HELLO, frame(FRAME.settings, 0, 0, room), page])),
}

test.each(Object.entries(PEERS))(
  '500 peers that %s are cut, and others are served meanwhile',
  async (name, begin) => {
    const growth = await growthDuring(name, gateway, async () => {
      const { connections: before } = await gateway.memory()
      const sockets = await Promise.all(Array.from({ length: MANY }, () => openSocket(gateway)))
      const open = async () => {
        await served()
        return (await gateway.memory()).connections - before
      }
      expect(await open()).toBeGreaterThanOrEqual(MANY - OTHERS)
      for (const socket of sockets) begin(socket)
      await expect.poll(open, { timeout: 30_000, interval: 200 }).toBeLessThan(OTHERS)
      for (const socket of sockets) socket.destroy()
      return `${MANY} of ${MANY} cut`
    })
    expect(growth.peak).toBeLessThan(MOST_GROWTH)
    expect(growth.left).toBeLessThan(15_000_000)
  },
  60_000,
)
