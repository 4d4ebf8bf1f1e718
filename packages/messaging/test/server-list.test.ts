import { expect, test } from 'vitest'
import { Link } from '../src/nats/link.ts'
import { serverList } from '../src/nats/server-list.ts'
import { eachServer } from './each-server.ts'
import { recordingLogger, until } from './world.ts'

test('hosts are separated by commas, with or without the scheme in front of each', () => {
  const all = ['nats1', 'nats2:4333', '[::1]:4222']
  expect(serverList('nats://nats1,nats2:4333,[::1]:4222')).toEqual({ servers: all })
  expect(serverList('nats://nats1, nats://nats2:4333, nats://[::1]:4222')).toEqual({ servers: all })
  expect(serverList(['nats://nats1', 'nats2:4333,[::1]:4222'])).toEqual({ servers: all })
})

test('a name and a password, or a token, count for all servers', () => {
  expect(serverList('nats://ann:s%40c:ret@nats1,nats2')).toEqual({
    servers: ['nats1', 'nats2'],
    user: 'ann',
    pass: 's@c:ret',
  })
  expect(serverList('nats://t0ken@nats1')).toEqual({ servers: ['nats1'], token: 't0ken' })
})

test('tls:// insists on TLS', () => {
  expect(serverList('tls://nats1,nats2')).toEqual({ servers: ['nats1', 'nats2'], tls: {} })
})

test.each([
  ...[
    'nats://127.0.0.1:99999',
    'tls://nats1:-1',
    'nats://nats1:x',
    'nats://[::1',
    'nats://',
    'nats://nats1,b c',
    'nats://a@b@c',
  ],
])('%s, which can never be connected to, is refused with a sentence before anything is started', servers => {
  const link = () => new Link({ servers, name: 'test', pingMs: 1_000, logger: recordingLogger() })
  expect(link).toThrow('the address of the broker is no list of servers: a host, or host:port, is none')
})

test('credentials that cannot be decoded are refused, and not shown', () => {
  expect(() => serverList('nats://ann:s3cret%@nats1')).toThrow(
    /^the address of the broker is no list of servers: its credentials are not percent-encoded$/,
  )
})

await eachServer(bench => {
  test('of several addresses one that answers is enough', async () => {
    const [, host] = bench.broker.url.split('//')
    const world = await bench.startAnyway({ servers: `nats://127.0.0.1:1,nobody.invalid,${host}` })
    await until('connected', () => world.messaging.connected)
  })
})
