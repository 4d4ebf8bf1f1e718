import { Metadata } from '@grpc/grpc-js'
import { expect, test } from 'vitest'
import { addressOf, type CallOrigin, networkOf, originOf, tellOrigin } from '../src/index.ts'
import { runEcho } from './echo-server.ts'
import { rawCall } from './raw-call.ts'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['192.0.2.7:443', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:207', '192.0.2.7'],
  ['::1', '0:0:0:0::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:0:0:1:2:3:4', '2001:db8:0:0::/64'],
  ['2001:DB8:0:1::', '2001:db8:0:1::/64'],
  ['[2001:db8::1]:8080', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  [' 192.0.2.7 ', '192.0.2.7'],
  ['', undefined],
  ['unknown', undefined],
  ['192.0.2', undefined],
  ['192.0.2.256', undefined],
  ['1:2:3:4:5:6:7:8:9', undefined],
  ['[::1', undefined],
  ['127.0.0.1, 192.0.2.7', undefined],
  ['x'.repeat(10_000), undefined],
])('the address %j is counted as %j', (text, network) => {
  expect(networkOf(text)).toBe(network)
})

test.each([
  ['192.0.2.7:443', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['[2001:db8::1]:8080', '2001:db8::1'],
  ['unknown', undefined],
])('the address %j is written as %j', (text, address) => {
  expect(addressOf(text)).toBe(address)
})

test('what the gateway tells of an origin arrives, in characters that a log line can bear', () => {
  const metadata = new Metadata()
  tellOrigin(metadata, { address: '192.0.2.7', userAgent: `Mözilla\n${'x'.repeat(1_000)}` })
  const userAgent = `M?zilla?${'x'.repeat(248)}`
  expect(originOf(metadata)).toEqual({ address: '192.0.2.7', userAgent })
})

test('a handler sees where its call came from; what is no address, or not told, is absent', async () => {
  const seen: CallOrigin[] = []
  await using echo = await runEcho({
    open: async ({ text }, { from }) => {
      seen.push(from)
      return { text }
    },
  })
  await rawCall(echo.channel, 'Open', {
    'rewards-caller-address': '192.0.2.7',
    'rewards-caller-agent': 'curl',
  })
  await rawCall(echo.channel, 'Open', { 'rewards-caller-address': 'usr_root', 'rewards-caller-agent': ' ' })
  await rawCall(echo.channel, 'Open', {})
  expect(seen).toEqual([{ address: '192.0.2.7', userAgent: 'curl' }, {}, {}])
})
