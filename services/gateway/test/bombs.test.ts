import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testKey } from './support/fake-backend.ts'
import { growthDuring, MOST_GROWTH } from './support/figures.ts'
import { type GatewayProcess, runGatewayProcess } from './support/gateway-process.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import { ECHO, exchange, openSocket } from './support/raw.ts'
import { tokenFrom } from './support/tokens.ts'

const authorization = `Bearer ${await tokenFrom(testKey)}`
const MIB = 1_048_576

/** 256 MiB of one letter, in some 260 KB. */
const bomb = gzipSync(Buffer.alloc(256 * MIB, 'x'), { level: 9 })
/** The same, compressed again: what unpacks only once gets the first. */
const doubled = gzipSync(bomb)
const jsonBomb = gzipSync(
  Buffer.concat([Buffer.from('{"text":"'), Buffer.alloc(64 * MIB, 'x'), Buffer.from('"}')]),
)

let gateway: GatewayProcess
beforeAll(async () => {
  gateway = await runGatewayProcess(probeHandlers)
  await served()
})
afterAll(() => gateway?.[Symbol.asyncDispose]())

async function served(): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization }
  const answer = await fetch(gateway.url + ECHO, { method: 'POST', headers, body: '{"text": "other"}' })
  expect(await answer.json()).toMatchObject({ text: 'other' })
}

function enveloped(flags: number, bytes: Buffer, says = bytes.length): Buffer {
  const prefix = Buffer.from([flags, 0, 0, 0, 0])
  prefix.writeUInt32BE(says, 1)
  return Buffer.concat([prefix, bytes])
}

interface Told {
  readonly status: number
  readonly grpc: string
  readonly text: string
}

async function post(headers: Record<string, string>, body: Buffer, path = ECHO): Promise<Told> {
  const response = await fetch(gateway.url + path, {
    method: 'POST',
    headers: { authorization, ...headers },
    body: new Uint8Array(body),
  })
  return {
    status: response.status,
    grpc: response.headers.get('grpc-status') ?? '',
    text: await response.text(),
  }
}

const WEB = { 'content-type': 'application/grpc-web+proto', 'grpc-encoding': 'gzip' }
const STREAM = { 'content-type': 'application/connect+proto', 'connect-content-encoding': 'gzip' }
const watch = ECHO.replace('Echo', 'Watch')

describe('what unpacks to more than a message may have is refused, and takes no more memory than a message', () => {
  test.each<[string, () => Promise<Told>, string]>([
    [
      'Connect',
      () => post({ 'content-type': 'application/proto', 'content-encoding': 'gzip' }, bomb),
      'resource_exhausted',
    ],
    [
      'Connect JSON',
      () => post({ 'content-type': 'application/json', 'content-encoding': 'gzip' }, jsonBomb),
      'resource_exhausted',
    ],
    ['Connect stream', () => post(STREAM, enveloped(1, bomb), watch), 'resource_exhausted'],
    ['gRPC-web', () => post(WEB, enveloped(1, bomb)), 'grpc-status: 8'],
    [
      'a gzip in a gzip',
      () => post({ 'content-type': 'application/proto', 'content-encoding': 'gzip' }, doubled),
      'parse binary',
    ],
    [
      'brotli, which is not spoken here',
      () => post({ 'content-type': 'application/proto', 'content-encoding': 'br' }, bomb),
      'unimplemented',
    ],
    [
      'no gzip at all',
      () =>
        post({ 'content-type': 'application/proto', 'content-encoding': 'gzip' }, Buffer.alloc(1_000, 'x')),
      'invalid_argument',
    ],
    [
      'half a gzip',
      () =>
        post({ 'content-type': 'application/proto', 'content-encoding': 'gzip' }, bomb.subarray(0, 1_000)),
      'invalid_argument',
    ],
  ])('%s', async (name, attack, expected) => {
    const growth = await growthDuring(name, gateway, async () => {
      const answers = await Promise.all([...Array.from({ length: 20 }, attack), served()])
      for (const answer of answers.slice(0, -1)) {
        const { status, grpc, text } = answer as Told
        expect(
          `${status} grpc-status: ${grpc} ${text.replaceAll('grpc-status:', 'grpc-status: ').replaceAll('  ', ' ')}`,
        ).toContain(expected)
      }
      return `20 at once: ${expected}`
    })
    expect(growth.peak).toBeLessThan(MOST_GROWTH)
    expect(growth.left).toBeLessThan(10 * MIB)
  })
})

describe('a length is not believed', () => {
  test('of a message in its envelope: nothing is reserved for it', async () => {
    const growth = await growthDuring('envelopes of 4 GB', gateway, async () => {
      const lie = enveloped(0, Buffer.from('x'), 0xffffffff)
      const answers = await Promise.all(Array.from({ length: 50 }, () => post(STREAM, lie, watch)))
      for (const { text } of answers) expect(text).toContain('resource_exhausted')
      await served()
      return '50 envelopes that say 4 GB'
    })
    expect(growth.peak).toBeLessThan(MOST_GROWTH / 2)
  })

  test('of a body over the limit: it is refused without being read', async () => {
    const head = `POST ${ECHO} HTTP/1.1\r\nhost: a\r\nauthorization: ${authorization}\r\ncontent-type: application/proto\r\nconnection: close\r\n`
    const answer = await exchange(gateway, `${head}content-length: 9000000000\r\n\r\n`)
    expect(answer).toContain('resource_exhausted')
  })
})

describe('headers', () => {
  const get = 'GET /healthz HTTP/1.1\r\nhost: a\r\n'

  test.each([
    ['one of 20 KB', `${get}x: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['thousands of small ones', `${get}${'x: y\r\n'.repeat(10_000)}\r\n`],
    ['a name of 20 KB', `${get}${'x'.repeat(20_000)}: y\r\n\r\n`],
    ['a path of 20 KB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`],
  ])('that are over the limit end their connection with 431: %s', async (_, request) => {
    expect(await exchange(gateway, request)).toContain('HTTP/1.1 431')
    await served()
  })

  test('that never end are not kept', async () => {
    const growth = await growthDuring('endless headers', gateway, async () => {
      const sockets = await Promise.all(Array.from({ length: 200 }, () => openSocket(gateway)))
      let sent = 0
      for (const socket of sockets) socket.write(get)
      for (let round = 0; round < 64; round++)
        for (const socket of sockets) {
          if (!socket.writable) continue
          socket.write(`x-${round}: ${'x'.repeat(1_000)}\r\n`)
          sent += 1_000
        }
      await served()
      for (const socket of sockets) socket.destroy()
      return `${sent} bytes over 200 connections`
    })
    expect(growth.peak).toBeLessThan(MOST_GROWTH)
    expect(growth.left).toBeLessThan(10 * MIB)
  })
})
