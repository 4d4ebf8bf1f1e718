import { expect, test } from 'vitest'
import { parseArguments } from '../src/arguments.ts'

test('ten thousand scenarios from a fresh seed, where nothing is asked for', () => {
  expect(parseArguments([], 7)).toEqual({ help: false, runs: 10_000, seed: 7, path: '', store: 'memory' })
})

test.for<[argv: string[], message: string]>([
  [['--runs', 'many'], '--runs is "many"; allowed is a whole number, 1 to 100000000'],
  [['--seed', '2147483648'], '--seed is "2147483648"; allowed is a whole number, 0 to 2147483647'],
  [['--store', 'mongodb'], '--store is "mongodb"; allowed is one of memory, sqlite'],
  [['1000'], 'there is an argument without an option; --help names the options'],
])('npm run model -- %j is refused', ([argv, message]) => {
  expect(() => parseArguments(argv, 7)).toThrow(message)
})
