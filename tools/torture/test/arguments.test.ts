import { expect, test } from 'vitest'
import { HELP, parseArguments } from '../src/arguments.ts'

test('without options twenty processes of two replicas are killed, by the seed that was drawn', () => {
  expect(parseArguments([], 17)).toEqual({ help: false, kills: 20, seed: 17, replicas: 2, store: 'sqlite' })
})

test('everything can be named', () => {
  const argv = ['--kills', '1000', '--seed', '0', '--replicas', '1', '--store', 'mongodb', '--report', 'here']
  expect(parseArguments(argv, 17)).toEqual({
    help: false,
    kills: 1_000,
    seed: 0,
    replicas: 1,
    store: 'mongodb',
    report: 'here',
  })
})

test('the help names every option', () => {
  expect(parseArguments(['--help'], 1)).toEqual({ help: true })
  for (const option of ['--kills', '--seed', '--replicas', '--store', '--report'])
    expect(HELP).toContain(option)
})

test.each([
  [['--kills', '0'], '--kills is "0"; allowed is a whole number, 1 to 100000'],
  [['--kills', '1e3'], '--kills is "1e3"; allowed is a whole number, 1 to 100000'],
  [['--kills='], '--kills is ""; allowed is a whole number, 1 to 100000'],
  [['--seed=-1'], '--seed is "-1"; allowed is a whole number, 0 to 4294967295'],
  [['--seed', '4294967296'], '--seed is "4294967296"; allowed is a whole number, 0 to 4294967295'],
  [['--replicas', '6'], '--replicas is "6"; allowed is a whole number, 1 to 5'],
  [['--store', 'oracle'], '--store is "oracle"; allowed are sqlite and mongodb'],
  [['--report', ''], '--report is empty; allowed is the path of a folder'],
  [['--colour'], "Unknown option '--colour'; --help names the options"],
  [['now'], '--help names the options'],
])('%j is answered by one sentence', (argv, sentence) => {
  expect(() => parseArguments(argv, 1)).toThrow(sentence)
})
