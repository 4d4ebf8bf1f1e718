import { expect, it } from 'vitest'
import { parseArguments } from '../src/arguments.ts'

it('takes what a measurement needs when nothing is asked for', () => {
  expect(parseArguments([])).toEqual({
    help: false,
    users: 250,
    events: 400,
    callers: [1, 16, 64, 256],
    seconds: 8,
    json: 'bench-report/result.json',
  })
})

it('takes every option', () => {
  const argv =
    '--users 3 --events 7 --callers 2,512 --seconds 0.5 --json a.json --profiles b --telemetry 9'.split(' ')
  expect(parseArguments(argv)).toEqual({
    help: false,
    users: 3,
    events: 7,
    callers: [2, 512],
    seconds: 0.5,
    json: 'a.json',
    profiles: 'b',
    telemetryRounds: 9,
  })
})

it.each([
  [['--users', '0'], '--users is "0"; allowed is a whole number, 1 to 2000'],
  [['--users', '2001'], '--users is "2001"; allowed is a whole number, 1 to 2000'],
  [['--events', '1e3'], '--events is "1e3"; allowed is a whole number, 1 to 5000'],
  [['--callers', '1,,2'], '--callers is ""; allowed is a whole number, 1 to 512'],
  [['--callers', '513'], '--callers is "513"; allowed is a whole number, 1 to 512'],
  [['--seconds', '0.05'], '--seconds is "0.05"; allowed is a number, 0.1 to 600'],
  [['--json='], '--json is empty; allowed is a path'],
  [['--profiles='], '--profiles is empty; allowed is a path'],
  [['--telemetry', '0'], '--telemetry is "0"; allowed is a whole number, 1 to 500'],
  [['--telemetry', 'on'], '--telemetry is "on"; allowed is a whole number, 1 to 500'],
])('refuses %j and says what is allowed', (argv, message) => {
  expect(() => parseArguments(argv)).toThrow(message)
})

it.each([[['--colour']], [['--users']], [['more']]])('refuses %j and names the way to the options', argv => {
  expect(() => parseArguments(argv)).toThrow('--help names the options')
})
