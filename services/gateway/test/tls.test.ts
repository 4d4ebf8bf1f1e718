import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect as connectTcp, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { promisify } from 'node:util'
import { createClient } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node'
import { Authority } from '@rewards/authority'
import { createLogger } from '@rewards/process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testKey } from './support/fake-backend.ts'
import { ProbeService } from './support/probe.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import { type Probed, runGateway, runProbed } from './support/running.ts'
import { type Certificates, certificates } from './support/tls.ts'
import { tokenFrom } from './support/tokens.ts'

const headers = { authorization: `Bearer ${await tokenFrom(testKey)}` }
const lines: string[] = []
const logger = createLogger({ service: 'gateway', level: 'info' }, { write: line => void lines.push(line) })
const said = (words: string) => lines.filter(line => line.includes(words)).length

/** What was TLS once. */
const OLD_TLS = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const

let certs: Certificates
let gateway: Probed
let url: string
beforeAll(async () => {
  certs = await certificates()
  const { certPath, keyPath } = await certs.issue('gateway')
  const config = { tlsCert: certPath, tlsKey: keyPath }
  const limits = { firstBytesMs: 500, headersMs: 500 }
  gateway = await runProbed(probeHandlers, { limits }, config, ProbeService, logger)
  url = `https://localhost:${gateway.port}`
})
afterAll(async () => {
  await gateway.stop()
  await certs[Symbol.asyncDispose]()
})

/** A TLS connection of who trusts the test's authority; rejects with what the handshake failed for. */
async function secure(options: ConnectionOptions = {}) {
  const { port } = gateway
  const trusting = { ca: certs.authority.pem, servername: 'localhost' }
  const socket = connectTls({ port, host: '127.0.0.1', ...trusting, ...options })
  await once(socket, 'secureConnect')
  return socket
}

/** What curl printed: errors, then the answer. Its files are those of the test's folder. */
async function curl(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('curl', ['-sS', ...args], { cwd: certs.folder })
  return stderr + stdout
}

async function untilClosed(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', chunk => chunks.push(Buffer.from(chunk))).on('error', () => undefined)
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1')
}

describe('one port with a certificate', () => {
  const nodeOptions = () => ({ ca: certs.authority.pem })
  const over = (httpVersion: '1.1' | '2') => ({ baseUrl: url, httpVersion, nodeOptions: nodeOptions() })
  test.each([
    ['gRPC over HTTP/2', () => createGrpcTransport({ baseUrl: url, nodeOptions: nodeOptions() })],
    ['Connect over HTTP/2', () => createConnectTransport(over('2'))],
    ['Connect over HTTP/1.1', () => createConnectTransport(over('1.1'))],
    ['gRPC-web over HTTP/1.1', () => createGrpcWebTransport(over('1.1'))],
  ])('serves calls and streams of %s', async (_, transport) => {
    const client = createClient(ProbeService, transport())
    expect((await client.echo({ text: 'hello' }, { headers })).text).toBe('hello')
    const counts: number[] = []
    for await (const { count } of client.watch({ text: 'x', count: 3 }, { headers })) counts.push(count)
    expect(counts).toEqual([0, 1, 2])
  })

  test.each([
    ['h2', { ALPNProtocols: ['h2', 'http/1.1'] }],
    ['h2', { ALPNProtocols: ['h2'] }],
    ['http/1.1', { ALPNProtocols: ['http/1.1'] }],
    [false, {}],
  ])('speaks %s with who offers %j', async (spoken, offer) => {
    const socket = await secure(offer)
    expect(socket.alpnProtocol).toBe(spoken)
    socket.destroy()
  })

  test('answers over HTTP/1.1 who does not negotiate', async () => {
    const socket = await secure()
    socket.write('GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1.1 200 OK[\s\S]*"alive": true/)
  })

  test.each([
    ['--http2', '2 {\n  "alive": true\n}\n'],
    ['--http1.1', '1.1 {\n  "alive": true\n}\n'],
  ])('answers curl %s', async (version, answer) => {
    await certs.write('ca.pem', certs.authority.pem)
    expect(
      await curl(version, '--cacert', 'ca.pem', '--write-out', '%{stderr}%{http_version} ', `${url}/healthz`),
    ).toBe(answer)
  })

  test('speaks 1.2, and nothing that is older', async () => {
    const socket = await secure({ maxVersion: 'TLSv1.2' })
    expect(socket.getProtocol()).toBe('TLSv1.2')
    socket.destroy()
    await expect(secure(OLD_TLS)).rejects.toThrow(/protocol version/)
    expect(said('unsupported protocol')).toBe(1)
  })
})

describe('refused are', () => {
  test('plain HTTP/1.1, which is told why', async () => {
    const answer = await fetch(`http://127.0.0.1:${gateway.port}/healthz`)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toBe('This port speaks TLS alone: use https.\n')
    expect(said('it spoke plain HTTP')).toBe(1)
  })

  test('plain HTTP/2', async () => {
    const session = connectHttp2(`http://127.0.0.1:${gateway.port}`)
    session.on('error', () => undefined)
    await expect(once(session, 'close')).rejects.toThrow('Protocol error')
  })

  test.each([
    ['another name', () => ({ servername: 'elsewhere.example' }), /does not match/],
    ['another authority', async () => ({ ca: (await Authority.create('Other')).pem }), /unable to/],
  ])('by the caller: a certificate of %s', async (_, options, why) => {
    await expect(secure(await options())).rejects.toThrow(why)
  })

  test('by curl: the same, and the log has what it said', async () => {
    await certs.write('other.pem', (await Authority.create('Other')).pem)
    await expect(curl('--cacert', 'other.pem', `${url}/healthz`)).rejects.toThrow(/certificate/)
    await expect.poll(() => said('unknown ca'), { timeout: 10_000 }).toBe(1)
  })

  test('handshakes that never end, and silence after one', async () => {
    const raw = connectTcp(gateway.port, '127.0.0.1')
    raw.write(Buffer.from([22, 3, 1]))
    expect(await untilClosed(raw)).toBe('')
    expect(said('handshake timeout')).toBe(1)
    expect(await untilClosed(await secure())).toMatch(/^(HTTP\/1.1 408|$)/)
    expect((await untilClosed(await secure({ ALPNProtocols: ['h2'] }))).length).toBeLessThan(100)
  })

  test('a connection that is reset in the middle, without harm to others', async () => {
    for (let i = 0; i < 20; i++) {
      const raw = connectTcp(gateway.port, '127.0.0.1')
      raw.write(Buffer.from([22, 3, 1, 2, 0, 1]), () => raw.resetAndDestroy())
      await once(raw, 'close')
      const socket = await secure({ ALPNProtocols: i % 2 ? ['h2'] : ['http/1.1'] })
      socket.destroy()
    }
    const socket = await secure()
    socket.destroy()
  })
})

describe('a certificate that is replaced', () => {
  test('is shown to new connections; calls on those that are open do not notice', async () => {
    const session = connectHttp2(url, { ca: certs.authority.pem })
    const serial = async () => {
      const socket = await secure()
      const { serialNumber } = socket.getPeerCertificate()
      socket.destroy()
      return serialNumber
    }
    const client = createClient(
      ProbeService,
      createGrpcTransport({ baseUrl: url, nodeOptions: { ca: certs.authority.pem } }),
    )
    const leave = new AbortController()
    const stream = client
      .watch({ text: 'wait', count: 1 }, { headers, signal: leave.signal })
      [Symbol.asyncIterator]()
    expect((await stream.next()).value).toMatchObject({ count: 0 })
    const before = await serial()

    await certs.issue('gateway')
    let calls = 0
    await expect
      .poll(
        async () => {
          expect((await client.echo({ text: 'still' }, { headers })).text).toBe('still')
          calls += 1
          return (await serial()) !== before
        },
        { timeout: 10_000 },
      )
      .toBe(true)
    expect(calls).toBeGreaterThan(0)
    expect(session.closed).toBe(false)
    session.destroy()
    leave.abort()
    await expect(stream.next()).rejects.toThrow()
    expect(said('new connections use the new ones')).toBe(1)
    await expect(secure(OLD_TLS)).rejects.toThrow(/protocol version/)
  })

  test('by a broken one is not: the old one stays, and the log says why', async () => {
    const { certPath } = await certs.issue('gateway')
    await certs.write('gateway.key', 'broken')
    await expect.poll(() => said('those from before stay in use'), { timeout: 10_000 }).toBe(1)
    expect(said(`holds no private key`)).toBe(1)
    const socket = await secure()
    socket.destroy()
    expect(certPath).toContain('gateway.crt')
  })
})

describe('at the start is refused', () => {
  test.each([
    ['a key of another certificate', { keyOf: 'other' }, 'the key is not that of the certificate'],
    ['an expired certificate', { expired: true }, 'expired on'],
    ['a file that is not there', { gone: true }, 'REWARDS_GATEWAY_TLS_CERT is'],
  ])('%s', async (_, { keyOf = 'start', expired = false, gone = false }: Start, sentence) => {
    const dates = expired ? { notBefore: new Date(0), notAfter: new Date(86_400_000) } : {}
    await certs.issue('other')
    const { certPath, keyPath } = await certs.issue('start', dates)
    const config = {
      tlsCert: gone ? `${certPath}.gone` : certPath,
      tlsKey: keyPath.replace('start', keyOf),
    }
    await expect(runGateway(config)).rejects.toThrow(sentence)
  })
})

interface Start {
  readonly keyOf?: string
  readonly expired?: boolean
  readonly gone?: boolean
}
