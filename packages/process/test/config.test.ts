import { expect, test } from 'vitest'
import {
  address,
  ConfigError,
  duration,
  type Field,
  flag,
  integer,
  list,
  oneOf,
  optional,
  parseConfig,
  port,
  secret,
  text,
  url,
  withDefault,
} from '../src/index.ts'

const anyMs = { minMs: 1, maxMs: 90 * 86_400_000 }

test.each<[string, Field<unknown>, string, unknown]>([
  ['a port', port('X'), '65535', 65_535],
  ['port 0', port('X'), '0', 0],
  ['a negative number', integer('X', { min: -5, max: 5 }), '-5', -5],
  ['true', flag('X'), 'true', true],
  ['false', flag('X'), 'false', false],
  ['milliseconds', duration('X', anyMs), '500ms', 500],
  ['minutes', duration('X', anyMs), '15m', 900_000],
  ['days', duration('X', anyMs), '90d', 7_776_000_000],
  ['a URL', url('X', ['nats:', 'tls:']), 'nats://127.0.0.1:4222', 'nats://127.0.0.1:4222'],
  [
    'a URL of several hosts',
    url('X', ['mongodb:']),
    'mongodb://a:1,b:2/?replicaSet=r',
    'mongodb://a:1,b:2/?replicaSet=r',
  ],
  ['an address', address('X'), 'event-1.internal:50052', 'event-1.internal:50052'],
  ['an IPv6 address', address('X'), '[::1]:50052', '[::1]:50052'],
  ['a list of addresses', list(address('X')), 'a:1, b:2', ['a:1', 'b:2']],
  ['a word', oneOf('X', ['info', 'debug']), 'debug', 'debug'],
  ['a text', text('X', { min: 1, max: 10 }), 'größer', 'größer'],
])('%s is read', (_, field, value, expected) => {
  expect(parseConfig({ field }, { X: value }).config.field).toEqual(expected)
})

test.each<[string, Field<unknown>, string, string]>([
  ['a port', port('X'), '65536', 'X is "65536"; allowed is a port, 0 to 65535'],
  ['a port', port('X'), '80 ', 'X is "80 "; allowed is a port, 0 to 65535'],
  ['a port', port('X'), '0x50', 'X is "0x50"; allowed is a port, 0 to 65535'],
  ['a port', port('X'), '1e3', 'X is "1e3"; allowed is a port, 0 to 65535'],
  ['an integer', integer('X', { min: 1, max: 9 }), '0', 'X is "0"; allowed is a whole number, 1 to 9'],
  ['a flag', flag('X'), 'yes', 'X is "yes"; allowed is true or false'],
  ['a word', oneOf('X', ['a', 'b']), 'A', 'X is "A"; allowed is one of a, b'],
  ['an address', address('X'), 'localhost', 'X is "localhost"; allowed is host:port'],
  ['an address', address('X'), 'http://a:1', 'X is "http://a:1"; allowed is host:port'],
  ['an address', address('X'), 'a:0', 'X is "a:0"; allowed is host:port'],
  [
    'a list',
    list(port('X')),
    '1,,2',
    'X is "1,,2"; allowed is a list, separated by commas, of a port, 0 to 65535',
  ],
  [
    'a list',
    list(port('X')),
    '1,x',
    'X is "1,x"; allowed is a list, separated by commas, of a port, 0 to 65535',
  ],
  [
    'a duration without a unit',
    duration('X', { minMs: 100, maxMs: 5_000 }),
    '500',
    'X is "500"; allowed is a duration such as 500ms, 30s, 15m, 2h or 90d, from 100ms to 5000ms',
  ],
  [
    'a URL',
    url('X', ['nats:']),
    'http://user:hunter2@a',
    'X is malformed (its value is not shown); allowed is a URL that starts with one of nats://',
  ],
  [
    'a URL without a host',
    url('X', ['nats:']),
    'nats:///',
    'X is malformed (its value is not shown); allowed is a URL that starts with one of nats://',
  ],
  [
    'a secret',
    secret('X', 16),
    'hunter2',
    'X is malformed (its value is not shown); allowed is at least 16 characters',
  ],
  [
    'an endless text',
    text('X', { min: 1, max: 5 }),
    'y'.repeat(1_000),
    `X is "${'y'.repeat(60)}…"; allowed is 1 to 5 characters`,
  ],
])('%s that is malformed is an error that says what is allowed', (_, field, value, message) => {
  expect(() => parseConfig({ field }, { X: value })).toThrow(new ConfigError([message]))
  // A default stands for what is not set, never for what is malformed.
  expect(() => parseConfig({ field: withDefault(field, 'other') }, { X: value })).toThrow(message)
  expect(() => parseConfig({ field: optional(field) }, { X: value })).toThrow(message)
})

test('every problem is told at once', () => {
  const fields = { port: port('A'), url: url('B', ['nats:']), ok: flag('C'), missing: secret('D') }
  const error = (() => {
    try {
      return parseConfig(fields, { A: 'x', B: 'y', C: 'true' })
    } catch (caught) {
      return caught
    }
  })()
  expect(error).toBeInstanceOf(ConfigError)
  expect((error as ConfigError).problems).toEqual([
    'A is "x"; allowed is a port, 0 to 65535',
    'B is malformed (its value is not shown); allowed is a URL that starts with one of nats://',
    'D is not set; allowed is at least 1 characters',
  ])
})

test.each([undefined, ''])('a variable that is %j is not set', value => {
  const fields = { port: withDefault(port('A'), 50_052), url: optional(url('B', ['nats:'])) }
  expect(parseConfig(fields, { A: value, B: value }).config).toEqual({ port: 50_052, url: undefined })
  expect(() => parseConfig({ port: port('A') }, { A: value })).toThrow(
    'A is not set; allowed is a port, 0 to 65535',
  )
})

test('a variable with our prefix that nothing reads is worth a warning; those of others are not', () => {
  const env = { REWARDS_PORT: '1', REWARDS_PROT: '2', PATH: '/bin', REWARDS_AUTH_PORT: '3' }
  const fields = { port: port('REWARDS_PORT') }
  expect(parseConfig(fields, env).warnings).toEqual([
    'REWARDS_AUTH_PORT is set, but nothing here reads it',
    'REWARDS_PROT is set, but nothing here reads it',
  ])
  expect(parseConfig(fields, env, 'REWARDS_PRO').warnings).toEqual([
    'REWARDS_PROT is set, but nothing here reads it',
  ])
})
