import { writeFile } from 'node:fs/promises'
import net from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { Authority, writeIssued } from '@rewards/authority'
import type { RewardsError } from '@rewards/errors'
import { createLogger } from '@rewards/process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient, type InnerTls, type InnerTlsConfig, openChannel, openInnerTls } from '../src/index.ts'
import { Certificates, type End } from './certificates.ts'
import { goodToken, runEcho } from './echo-server.ts'
import { EchoService } from './echo-service.ts'
import { quiet } from './quiet.ts'

const REFUSED = 'a caller without a good TLS connection was refused'
const NOT_REACHED = 'a service cannot be reached over TLS'
const PATIENTLY = { timeout: 10_000 }

let certs: Certificates
let server: End
let caller: End
beforeAll(async () => {
  certs = await Certificates.create()
  server = await certs.end('server')
  caller = await certs.end('caller')
})
afterAll(() => certs[Symbol.asyncDispose]())

/** A client of what listens at these ports, gone at the end of the block. */
function call(tls: InnerTls | undefined, ...ports: readonly number[]) {
  const addresses = ports.map(port => `127.0.0.1:${port}`)
  const channel = openChannel({ addresses, services: [EchoService], tls })
  const client = createClient(EchoService, channel)
  return { client, [Symbol.dispose]: () => channel.close() }
}

/** How a call without a deadline ends, which it has to. */
async function failure(tls: InnerTls | undefined, port: number): Promise<RewardsError> {
  using calling = call(tls, port)
  return await calling.client.open({ text: 'hi' }).then(
    () => {
      throw new Error('the call was answered')
    },
    error => error,
  )
}

const UNREACHABLE = {
  kind: 'unavailable',
  reason: 'UNREACHABLE',
  message: 'a service that is needed cannot be reached right now',
}

describe('mutual TLS', () => {
  test('carries calls and streams', async () => {
    await using echo = await runEcho({}, { tls: server.tls })
    using calling = call(caller.tls, echo.port)
    expect((await calling.client.open({ text: 'hi' })).text).toBe('hi')
    const texts = await Array.fromAsync(
      calling.client.watch({ text: 'a', count: 3 }, { token: goodToken }),
      ({ text }) => text,
    )
    expect(texts).toEqual(['a0', 'a1', 'a2'])
  })

  test('goes round replicas that have a certificate each, of one of the names that are called', async () => {
    const other = await certs.end('replica', {}, ['127.0.0.1', 'event-2'])
    const served = [0, 0]
    const counting = (which: number) => ({
      open: async () => {
        served[which] = (served[which] ?? 0) + 1
        return {}
      },
    })
    await using first = await runEcho(counting(0), { tls: server.tls })
    await using second = await runEcho(counting(1), { tls: other.tls })
    first.server.setServing(true)
    second.server.setServing(true)
    using calling = call(caller.tls, first.port, second.port)
    await expect
      .poll(async () => {
        await calling.client.open({})
        return Math.min(...served)
      }, PATIENTLY)
      .toBeGreaterThan(0)
  })

  test('takes a name of its own for all certificates', async () => {
    const named = await certs.end('named', {}, ['rewards.internal'])
    const knowing = await certs.end('knowing', { innerTlsName: 'rewards.internal' })
    await using echo = await runEcho({}, { tls: named.tls })
    using calling = call(knowing.tls, echo.port)
    expect((await calling.client.open({ text: 'hi' })).text).toBe('hi')
    expect(await failure(caller.tls, echo.port)).toMatchObject(UNREACHABLE)
    expect(caller.said('does not match')).toBeGreaterThan(0)
  })

  test('without the caller’s side: any caller who knows the authority may call', async () => {
    const plainServer = await certs.end('one-sided', { innerTls: 'tls' })
    const without = { innerTls: 'tls', innerTlsCert: undefined, innerTlsKey: undefined } as const
    const config = { ...(await certs.config('gateway')), ...without }
    const tls = await openInnerTls(config, 'calls', { logger: quiet, onStop: () => undefined })
    await using echo = await runEcho({}, { tls: plainServer.tls })
    using calling = call(tls, echo.port)
    expect((await calling.client.open({ text: 'hi' })).text).toBe('hi')
    await using strict = await runEcho({}, { tls: server.tls })
    expect(await failure(tls, strict.port)).toMatchObject(UNREACHABLE)
    await expect.poll(() => server.said('did not return a certificate'), PATIENTLY).toBe(1)
  })
})

describe('a call that cannot be made safely is unavailable, and both logs say why', () => {
  test('to a server whose certificate has another name', async () => {
    const elsewhere = await certs.end('elsewhere', {}, ['elsewhere.example'])
    await using echo = await runEcho({}, { tls: elsewhere.tls })
    const asking = await certs.end('asking')
    expect(await failure(asking.tls, echo.port)).toMatchObject(UNREACHABLE)
    expect(asking.said(NOT_REACHED)).toBe(1)
    expect(asking.said('127.0.0.1 is not in the cert')).toBe(1)
  })

  test('from and to somebody of another authority', async () => {
    const other = await Certificates.create()
    const stranger = await other.end('stranger')
    await using echo = await runEcho({}, { tls: server.tls })
    expect(await failure(stranger.tls, echo.port)).toMatchObject(UNREACHABLE)
    expect(stranger.said('self-signed certificate in certificate chain')).toBe(1)

    // It trusts this authority, but its own certificate is not of it.
    const config = await other.config('half')
    const half = await certs.end('half', {
      innerTlsCert: config.innerTlsCert,
      innerTlsKey: config.innerTlsKey,
    })
    const strict = await certs.end('strict')
    await using guarded = await runEcho({}, { tls: strict.tls })
    expect(await failure(half.tls, guarded.port)).toMatchObject(UNREACHABLE)
    await expect.poll(() => strict.said(REFUSED), PATIENTLY).toBe(1)
    expect(strict.said('its certificate: ')).toBe(1)
    expect(half.said('does not take this certificate')).toBe(1)
    await other[Symbol.asyncDispose]()
  })

  test('to a server, or from a caller, whose certificate has expired since', async () => {
    const soon = { names: ['127.0.0.1'], notAfter: new Date(Date.now() + 5_000) }
    const ageing = await certs.end('ageing')
    await certs.issue('ageing', soon)
    await expect.poll(() => ageing.said('new connections use the new ones'), PATIENTLY).toBe(1)
    const strict = await certs.end('strict-2')
    await using old = await runEcho({}, { tls: ageing.tls })
    await using guarded = await runEcho({}, { tls: strict.tls })
    await expect.poll(() => ageing.said('expired on'), PATIENTLY).toBe(1)
    const asking = await certs.end('asking-2')
    expect(await failure(asking.tls, old.port)).toMatchObject(UNREACHABLE)
    expect(asking.said('certificate has expired')).toBe(1)
    expect(await failure(ageing.tls, guarded.port)).toMatchObject(UNREACHABLE)
    await expect.poll(() => strict.said('CERT_HAS_EXPIRED'), PATIENTLY).toBe(1)
  }, 30_000)

  test('in plain text to a port of TLS, and over TLS to a port of plain text', async () => {
    const strict = await certs.end('strict-3')
    await using guarded = await runEcho({}, { tls: strict.tls })
    expect(await failure(undefined, guarded.port)).toMatchObject(UNREACHABLE)
    expect(strict.said('the other side does not speak TLS')).toBe(1)
    const asking = await certs.end('asking-3')
    await using open = await runEcho()
    expect(await failure(asking.tls, open.port)).toMatchObject(UNREACHABLE)
    expect(asking.said('the other side does not speak TLS')).toBe(1)
  })

  test('to a peer that says nothing, before its handshake or after it', async () => {
    const sockets = new Set<net.Socket>()
    const mute = net.createServer(socket => void sockets.add(socket.on('error', () => undefined)))
    await new Promise<void>(resolve => mute.listen(0, '127.0.0.1', resolve))
    const port = (mute.address() as net.AddressInfo).port
    expect(await failure(caller.tls, port)).toMatchObject(UNREACHABLE)
    const { ca, cert, key } = server.tls.material.current
    const polite = createTlsServer(
      { ca: ca ?? '', cert: cert ?? '', key: key ?? '', ALPNProtocols: ['h2'] },
      socket => void sockets.add(socket.on('error', () => undefined)),
    )
    await new Promise<void>(resolve => polite.listen(0, '127.0.0.1', resolve))
    expect(await failure(caller.tls, (polite.address() as net.AddressInfo).port)).toMatchObject(UNREACHABLE)
    for (const socket of sockets) socket.destroy()
    mute.close()
    polite.close()
  }, 20_000)
})

test('no call fails while the certificates of both sides are replaced, and then their authority', async () => {
  const mine = await Certificates.create()
  const [serving, asking] = [await mine.end('serving'), await mine.end('asking')]
  const echo = await runEcho({}, { tls: serving.tls })
  using calling = call(asking.tls, echo.port)
  let calls = 0
  const work = async (until: () => boolean) => {
    while (!until()) {
      // Each round also on a connection of its own: that is where new certificates are used.
      using fresh = call(asking.tls, echo.port)
      for (const { client } of [calling, fresh]) expect((await client.open({ text: 'x' })).text).toBe('x')
      calls += 1
    }
  }
  const changed = (times: number) => () =>
    serving.said('new connections use') === times && asking.said('new connections use') === times

  const replaced = work(changed(1))
  await mine.issue('serving')
  await mine.issue('asking')
  await replaced
  expect(calls).toBeGreaterThan(0)

  // As one changes an authority: first both are trusted, then certificates are of the new one.
  const next = await Authority.create('Next')
  const old = serving.tls.material.current.ca ?? ''
  const trusted = work(changed(2))
  await writeFile(join(mine.folder, 'ca.pem'), old + next.pem)
  await trusted
  const moved = work(changed(3))
  for (const name of ['serving', 'asking'])
    await writeIssued(mine.folder, name, await next.issue({ names: ['127.0.0.1'] }))
  await moved
  const left = work(changed(4))
  await writeFile(join(mine.folder, 'ca.pem'), next.pem)
  await left

  // A channel from before, whose connection has to be made anew.
  await echo[Symbol.asyncDispose]()
  await using again = await runEcho({}, { tls: serving.tls }, echo.port)
  expect(again.port).toBe(echo.port)
  const ask = () => calling.client.open({ text: 'x' }).catch(() => undefined)
  await expect.poll(ask, PATIENTLY).toMatchObject({ text: 'x' })
  await mine[Symbol.asyncDispose]()
}, 30_000)

test('a server that stops over TLS lets calls end, and frees its port', async () => {
  const [begun, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const waiting = async ({ text }: { text: string }) => {
    begun.resolve()
    await answer.promise
    return { text }
  }
  const echo = await runEcho({ open: waiting }, { tls: server.tls })
  using calling = call(caller.tls, echo.port)
  const called = calling.client.open({ text: 'slow' })
  await begun.promise
  const closed = echo.server.close(10_000)
  answer.resolve()
  expect((await called).text).toBe('slow')
  await closed
  await using again = await runEcho({}, { tls: server.tls }, echo.port)
  expect(again.port).toBe(echo.port)
  await expect(runEcho({}, { tls: server.tls }, echo.port)).rejects.toThrow('something else listens there')
  echo.channel.close()
})

describe('a start is refused, in a sentence,', () => {
  test.each<[string, Partial<InnerTlsConfig>, string]>([
    [
      'without a certificate to serve with',
      { innerTls: 'tls', innerTlsCert: undefined },
      'REWARDS_INNER_TLS_CERT is not set, but REWARDS_INNER_TLS is tls',
    ],
    [
      'without a key',
      { innerTlsKey: undefined },
      'REWARDS_INNER_TLS_KEY is not set, but REWARDS_INNER_TLS is mutual',
    ],
    [
      'without an authority',
      { innerTlsCa: undefined },
      'REWARDS_INNER_TLS_CA is not set, but REWARDS_INNER_TLS is mutual',
    ],
    [
      'with files that nothing would use',
      { innerTls: 'off' },
      'REWARDS_INNER_TLS_CA is set, but REWARDS_INNER_TLS is off',
    ],
    [
      'with a file that is not there',
      { innerTlsCa: '/nowhere.pem' },
      'REWARDS_INNER_TLS_CA is "/nowhere.pem": there is no such file',
    ],
  ])('%s', async (_, config, sentence) => {
    const logger = createLogger({ service: 'test', level: 'silent' })
    const opening = openInnerTls({ ...(await certs.config('start')), ...config }, 'serves and calls', {
      logger,
      onStop: () => undefined,
    })
    await expect(opening).rejects.toThrow(sentence)
  })
})
