import { connect, constants } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerWritableStream, UntypedHandleCall } from '@grpc/grpc-js'
import { pathOf } from '@rewards/rpc'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { testKey } from './support/fake-backend.ts'
import { type ProbeRequest, ProbeService } from './support/probe.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import { openSocket } from './support/raw.ts'
import { type Probed, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

const WATCH = pathOf(ProbeService.method.watch)
const authorization = `Bearer ${await tokenFrom(testKey)}`
const message = Buffer.from(JSON.stringify({ text: 'x' }))
const envelope = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message])

/** Streams as much as is taken, and never ends by itself. */
const pour = ((call: ServerWritableStream<ProbeRequest, object>) => {
  const more = () => {
    while (!call.cancelled && call.write({ text: 'x'.repeat(60_000) }));
  }
  call.on('drain', more)
  call.once('cancelled', () => cancelled++)
  more()
}) as UntypedHandleCall
let cancelled = 0

let gateway: Probed
beforeAll(async () => {
  gateway = await runProbed({ ...probeHandlers, [WATCH]: pour }, { limits: { idleMs: 400 } })
})
afterAll(() => gateway.stop())
beforeEach(() => {
  cancelled = 0
})

test('an answer that is not read over HTTP/1.1 is cut, and so is the call behind', async () => {
  const socket = await openSocket(gateway)
  socket.pause()
  socket.write(
    `POST ${WATCH} HTTP/1.1\r\nhost: a\r\nauthorization: ${authorization}\r\n` +
      `content-type: application/connect+json\r\ncontent-length: ${envelope.length}\r\n\r\n`,
  )
  socket.write(envelope)
  await expect.poll(() => cancelled, { timeout: 10_000 }).toBe(1)
  socket.destroy()
})

test('an answer for which a caller over HTTP/2 gives no room is cut, and so is the call behind', async () => {
  const session = connect(gateway.url, { settings: { initialWindowSize: 1_000 } })
  session.on('error', () => undefined)
  const stream = session.request({
    ':method': 'POST',
    ':path': WATCH,
    'content-type': 'application/connect+json',
    authorization,
  })
  stream.on('error', () => undefined)
  stream.end(envelope)
  await expect.poll(() => cancelled, { timeout: 10_000 }).toBe(1)
  stream.resume()
  await expect.poll(() => stream.closed, { timeout: 10_000 }).toBe(true)
  expect(stream.rstCode).not.toBe(constants.NGHTTP2_NO_ERROR)
  session.destroy()
})

test('an answer that is read slowly, but is read, goes on', async () => {
  const socket = await openSocket(gateway)
  socket.write(
    `POST ${WATCH} HTTP/1.1\r\nhost: a\r\nauthorization: ${authorization}\r\n` +
      `content-type: application/connect+json\r\ncontent-length: ${envelope.length}\r\n\r\n`,
  )
  socket.write(envelope)
  let read = 0
  socket.on('data', (chunk: Buffer) => {
    read += chunk.length
    socket.pause()
    setTimeout(() => socket.resume(), 20)
  })
  await sleep(1_500)
  const before = read
  await expect.poll(() => read, { timeout: 10_000 }).toBeGreaterThan(before)
  expect(cancelled).toBe(0)
  socket.destroy()
  await expect.poll(() => cancelled, { timeout: 10_000 }).toBe(1)
})
