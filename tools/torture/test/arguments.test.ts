import { expect, test } from 'vitest'
import { HELP, parseArguments } from '../src/arguments.ts'

const KNOWN = { parts: ['kills', 'heals', 'clocks'], randomSeed: 17 }
const parse = (...argv: string[]) => parseArguments(argv, KNOWN)

test('without options all parts run with two replicas, by the seed that was drawn', () => {
  expect(parse()).toEqual({ ask: 'run', seed: 17, replicas: 2, store: 'sqlite', report: 'torture-report' })
})

test('everything can be named', () => {
  const what = ['--part', 'heals,kills', '--scale', '0.05', '--kills', '1000', '--nats', '2.9']
  const how = ['--seed', '0', '--replicas', '1', '--store', 'mongodb', '--report', 'here']
  expect(parse(...what, ...how)).toEqual({
    ask: 'run',
    parts: ['kills', 'heals'],
    scale: 0.05,
    kills: 1_000,
    nats: '2.9',
    seed: 0,
    replicas: 1,
    store: 'mongodb',
    report: 'here',
  })
})

test('a number of kills alone is about the part of that name', () => {
  expect(parse('--kills', '5')).toMatchObject({ parts: ['kills'], kills: 5 })
  expect(() => parse('--kills', '5', '--part', 'heals')).toThrow('--kills is for the part kills')
})

test('a report is repeated, wholly or with some of its faults', () => {
  expect(parse('--again', 'r.json')).toEqual({ ask: 'again', from: 'r.json', report: 'torture-report' })
  expect(parse('--again', 'r.json', '--faults', '9,3-5,4')).toMatchObject({ faults: [3, 4, 5, 9] })
  expect(parse('--bisect', 'r.json', '--tries', '7')).toMatchObject({
    ask: 'bisect',
    from: 'r.json',
    tries: 7,
  })
})

test('the help names every option', () => {
  expect(parse('--help')).toEqual({ ask: 'help' })
  const asked = ['part', 'scale', 'seed', 'store', 'nats', 'replicas', 'kills', 'report', 'list']
  for (const option of [...asked, 'again', 'faults', 'bisect', 'tries']) expect(HELP).toContain(`--${option}`)
})

test.each([
  [['--part', 'kils'], '--part is "kils"; there are kills, heals, clocks'],
  [['--scale', '0'], '--scale is "0"; allowed is a number above 0, at most 1'],
  [['--scale', '1.5'], '--scale is "1.5"; allowed is a number above 0, at most 1'],
  [['--scale='], '--scale is ""; allowed is a number above 0, at most 1'],
  [['--kills', '0'], '--kills is "0"; allowed is a whole number, 1 to 100000'],
  [['--kills', '1e3'], '--kills is "1e3"; allowed is a whole number, 1 to 100000'],
  [['--seed=-1'], '--seed is "-1"; allowed is a whole number, 0 to 4294967295'],
  [['--seed', '4294967296'], '--seed is "4294967296"; allowed is a whole number, 0 to 4294967295'],
  [['--replicas', '6'], '--replicas is "6"; allowed is a whole number, 1 to 5'],
  [['--store', 'oracle'], '--store is "oracle"; allowed is one of sqlite, mongodb'],
  [['--report', ''], '--report is empty'],
  [['--faults', '3'], '--faults says which faults --again repeats'],
  [
    ['--again', 'r.json', '--faults', '3-1'],
    '--faults is "3-1"; allowed are numbers from 1 on such as 3,7-9',
  ],
  [['--again', 'r.json', '--seed', '3'], '--seed beside --again: the report says it'],
  [['--bisect', 'r.json', '--faults', '3'], '--faults beside --bisect: the report says it'],
  [['--colour'], "Unknown option '--colour'; --help names the options"],
  [['now'], '--help names the options'],
])('%j is answered by one sentence', (argv, sentence) => {
  expect(() => parse(...argv)).toThrow(sentence)
})
