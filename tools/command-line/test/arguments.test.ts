import { expect, test } from 'vitest'
import { ArgumentError, fraction, oneOf, optionsOf, whole } from '../src/index.ts'

const OPTIONS = { users: { type: 'string', default: '5' }, help: { type: 'boolean' } } as const

test('options are read, and those that are not named have their defaults', () => {
  expect(optionsOf(['--help'], OPTIONS)).toEqual({ users: '5', help: true })
})

test.for<[argv: string[], message: string]>([
  [['--colour'], "Unknown option '--colour'; --help names the options"],
  [['--users'], "Option '--users <value>' argument missing; --help names the options"],
  [['--help=no'], "Option '--help' does not take an argument; --help names the options"],
  [['mongodb://u:secret@h'], 'there is an argument without an option; --help names the options'],
])('%j is answered by one sentence', ([argv, message]) => {
  expect(() => optionsOf(argv, OPTIONS)).toThrow(new ArgumentError(message))
})

test.each(['0', '11', '', ' 5', '5.0', '1e1', '0x5', '-5', '99999999999', '٥'])(
  '%j is no whole number from 1 to 10',
  text => {
    const message = `--n is ${JSON.stringify(text)}; allowed is a whole number, 1 to 10`
    expect(() => whole('--n', text, { min: 1, max: 10 })).toThrow(new ArgumentError(message))
  },
)

test.each(['0', '1.01', '', '.', '1e-1', '-0.5', 'NaN', 'Infinity'])('%j is no share above 0', text => {
  const message = `--x is ${JSON.stringify(text)}; allowed is a number above 0, at most 1`
  expect(() => fraction('--x', text, { above: 0, max: 1 })).toThrow(new ArgumentError(message))
})

test('numbers and names that are allowed are given', () => {
  expect(whole('--n', '10', { min: 1, max: 10 })).toBe(10)
  expect(fraction('--x', '.25', { above: 0, max: 1 })).toBe(0.25)
  expect(oneOf('--store', 'sqlite', ['sqlite', 'mongodb'])).toBe('sqlite')
})

test.each(['oracle', '', 'constructor', 'SQLITE'])('%j is none of the names', text => {
  const message = `--store is ${JSON.stringify(text)}; allowed is one of sqlite, mongodb`
  expect(() => oneOf('--store', text, ['sqlite', 'mongodb'])).toThrow(new ArgumentError(message))
})
