import { once } from 'node:events'
import { type ClientHttp2Session, connect } from 'node:http2'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testKey } from './support/fake-backend.ts'
import { growthDuring, MOST_GROWTH } from './support/figures.ts'
import { type GatewayProcess, runGatewayProcess } from './support/gateway-process.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import {
  drained,
  ECHO,
  END_HEADERS,
  FRAME,
  fields,
  frame,
  goAwayCode,
  HELLO,
  openSocket,
  untilClosed,
} from './support/raw.ts'
import { tokenFrom } from './support/tokens.ts'

const authorization = `Bearer ${await tokenFrom(testKey)}`
const json = { 'content-type': 'application/json', authorization }

let gateway: GatewayProcess
let quiet: ClientHttp2Session
beforeAll(async () => {
  gateway = await runGatewayProcess(probeHandlers, {
    REWARDS_GATEWAY_MAX_CALLS_PER_USER: '2000',
    REWARDS_GATEWAY_CALLS_PER_ADDRESS: '1000000/1s',
    REWARDS_GATEWAY_CLAIMS_PER_USER: '1000000/1s',
  })
  await served()
  quiet = connect(gateway.url)
  quiet.on('error', () => undefined)
})
afterAll(async () => {
  quiet?.destroy()
  await gateway?.[Symbol.asyncDispose]()
})

/** Another caller gets an answer, on a new connection and on one that was there before. */
async function served(): Promise<void> {
  const answer = await fetch(gateway.url + ECHO, { method: 'POST', headers: json, body: '{"text": "other"}' })
  expect(await answer.json()).toMatchObject({ text: 'other' })
}

async function servedOnOldConnection(): Promise<void> {
  const stream = quiet.request({ ':method': 'POST', ':path': ECHO, ...json })
  stream.end('{"text": "old"}')
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  expect(Buffer.concat(chunks).toString()).toContain('"old"')
}

beforeEach(() => served())

/** Sends this again and again, as fast as it is taken, until the other side closes or `most` bytes have gone. */
async function pour(socket: Socket, bytes: Buffer, most: number): Promise<number> {
  let sent = 0
  while (sent < most && socket.writable) {
    if (!socket.write(bytes)) await drained(socket)
    sent += bytes.length
  }
  return sent
}

const repeated = (times: number, bytes: Buffer) => Buffer.concat(Array.from({ length: times }, () => bytes))
const requestHeaders = fields({
  ':method': 'POST',
  ':scheme': 'http',
  ':authority': 'a',
  ':path': ECHO,
  'content-type': 'application/grpc',
  te: 'trailers',
})

/** One connection that does nothing but this, while others are served. */
async function flood(bytes: Buffer, most: number): Promise<{ sent: number; received: string }> {
  const socket = await openSocket(gateway)
  const received = untilClosed(socket)
  socket.write(HELLO)
  const [sent] = await Promise.all([pour(socket, bytes, most), served(), servedOnOldConnection()])
  socket.end()
  socket.destroySoon()
  return { sent, received: await received }
}

describe('floods of frames on one connection leave others served, and memory bounded', () => {
  const MANY = 64 * 1_048_576

  test.each<[string, Buffer]>([
    ['pings', repeated(1_000, frame(FRAME.ping, 0, 0, Buffer.alloc(8)))],
    ['settings', repeated(1_000, frame(FRAME.settings, 0, 0, Buffer.from([0, 3, 0, 0, 0, 100])))],
    ['empty data', repeated(1_000, frame(FRAME.data, 0, 1))],
    ['window updates', repeated(1_000, frame(FRAME.windowUpdate, 0, 0, Buffer.from([0, 0, 0, 1])))],
    ['frames of unknown type', repeated(1_000, frame(0x42, 0, 0, Buffer.alloc(64)))],
    [
      'priorities of streams that there are not',
      repeated(1_000, frame(2, 0, 1, Buffer.from([0, 0, 0, 3, 1]))),
    ],
  ])('%s', async (name, bytes) => {
    const growth = await growthDuring(name, gateway, async () => {
      const { sent, received } = await flood(bytes, MANY)
      return `${sent} bytes taken, GOAWAY ${goAwayCode(received) ?? 'none'}`
    })
    expect(growth.peak).toBeLessThan(MOST_GROWTH)
    expect(growth.left).toBeLessThan(MOST_GROWTH / 4)
  })

  test('headers that never end (CONTINUATION)', async () => {
    const growth = await growthDuring('CONTINUATION', gateway, async () => {
      const start = frame(FRAME.headers, 0, 1, requestHeaders)
      const more = frame(FRAME.continuation, 0, 1, repeated(20, fields({ 'x-more': 'x'.repeat(100) })))
      const { sent, received } = await flood(Buffer.concat([start, repeated(100, more)]), MANY)
      // Whether its last word arrives before the reset that follows it is chance.
      expect(sent).toBeLessThan(MANY)
      return `${sent} bytes taken, GOAWAY ${goAwayCode(received) ?? 'none'}`
    })
    expect(growth.peak).toBeLessThan(MOST_GROWTH)
  })

  test('streams that are opened and reset at once', async () => {
    const growth = await growthDuring('rapid reset', gateway, async () => {
      const socket = await openSocket(gateway)
      const received = untilClosed(socket)
      socket.write(HELLO)
      let streams = 0
      while (socket.writable && streams < 50_000) {
        const batch: Buffer[] = []
        for (let i = 0; i < 100; i++, streams++) {
          const id = streams * 2 + 1
          batch.push(frame(FRAME.headers, END_HEADERS, id, requestHeaders))
          batch.push(frame(FRAME.rstStream, 0, id, Buffer.from([0, 0, 0, 8])))
        }
        if (!socket.write(Buffer.concat(batch))) await drained(socket)
        else await sleep(0)
      }
      await Promise.all([served(), servedOnOldConnection()])
      socket.destroySoon()
      const code = goAwayCode(await received)
      expect(streams).toBeLessThan(50_000)
      return `${streams} streams, GOAWAY ${code ?? 'none'}`
    })
    expect(growth.peak).toBeLessThan(MOST_GROWTH)
    expect(gateway.event.reached.length).toBeLessThan(100)
  })
})

describe('more streams than there may be', () => {
  test('on one connection are refused beyond its limit, and the connection lives', async () => {
    const socket = await openSocket(gateway)
    const received = untilClosed(socket)
    socket.write(HELLO)
    await sleep(50) // the limit holds once our SETTINGS have been acknowledged
    socket.write(frame(FRAME.settings, 1, 0))
    const open = (id: number) => frame(FRAME.headers, END_HEADERS, id, requestHeaders)
    socket.write(Buffer.concat(Array.from({ length: 600 }, (_, i) => open(i * 2 + 1))))
    await Promise.all([served(), servedOnOldConnection()])
    socket.destroySoon()
    const frames = (await received).length
    expect(frames).toBeGreaterThan(0)
  })

  test('10,000 of them over 100 connections: so many are open as may be, the others wait or are refused', async () => {
    gateway.event.reached.length = 0
    const growth = await growthDuring('10,000 streams', gateway, async () => {
      const sessions = Array.from({ length: 100 }, () => connect(gateway.url))
      for (const session of sessions) session.on('error', () => undefined)
      await Promise.all(sessions.map(session => once(session, 'remoteSettings')))
      let refused = 0
      const ask = (session: ClientHttp2Session) => {
        const stream = session.request({ ':method': 'POST', ':path': ECHO, ...json })
        stream.on('error', () => undefined)
        stream.on('response', ({ ':status': status }) => {
          if (status === 429) refused += 1
        })
        stream.resume()
        stream.end('{"text": "wait"}')
      }
      for (const session of sessions) for (let i = 0; i < 100; i++) ask(session)
      await expect.poll(() => gateway.event.reached.length, { timeout: 20_000 }).toBe(500)
      await expect.poll(() => refused, { timeout: 20_000 }).toBeGreaterThan(500)
      expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200)
      for (const session of sessions) session.destroy()
      return `500 open, ${refused} refused, the others waited`
    })
    expect(growth.peak).toBeLessThan(160 * 1_048_576)
    await expect.poll(() => served().then(() => 'served', String), { timeout: 10_000 }).toBe('served')
  }, 60_000)
})
