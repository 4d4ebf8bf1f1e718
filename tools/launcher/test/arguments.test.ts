import { expect, it } from 'vitest'
import { parseArguments } from '../src/arguments.ts'

it('has a folder and a port of its own when nothing is asked for', () => {
  expect(parseArguments([])).toEqual({
    help: false,
    dataDir: '.data',
    port: 3000,
    replicas: 1,
    metrics: true,
  })
  expect(parseArguments([], '3100')).toEqual({
    help: false,
    dataDir: '.data',
    port: 3100,
    replicas: 1,
    metrics: true,
  })
})

it('takes a folder, a port and a number of replicas', () => {
  const asked = { help: false, dataDir: 'my data', port: 0, replicas: 5, metrics: true }
  expect(parseArguments(['--data', 'my data', '--port', '0', '--replicas', '5'])).toEqual(asked)
  expect(parseArguments(['--data=my data', '--port=0', '--replicas=5'])).toEqual(asked)
})

it('measures nothing when that is asked for', () => {
  expect(parseArguments(['--no-metrics'])).toMatchObject({ metrics: false })
})

it('shows help whatever else is asked for', () => {
  expect(parseArguments(['--port', 'x', '--help'])).toEqual({ help: true })
})

const BAD: readonly [args: string[], sentence: string][] = [
  [['--port', '65536'], '--port is "65536"; allowed is a port, 0 to 65535'],
  [['--port', '3e3'], '--port is "3e3"; allowed is a port, 0 to 65535'],
  [['--port=-1'], '--port is "-1"; allowed is a port, 0 to 65535'],
  [
    ['--port'],
    "Option '--port <value>' argument missing; there are --data DIR, --port N, --replicas N, --no-metrics and --help",
  ],
  [['--replicas', '0'], '--replicas is "0"; allowed is a whole number, 1 to 5'],
  [['--replicas', '6'], '--replicas is "6"; allowed is a whole number, 1 to 5'],
  [['--replicas', '2.0'], '--replicas is "2.0"; allowed is a whole number, 1 to 5'],
  [['--replicas='], '--replicas is ""; allowed is a whole number, 1 to 5'],
  [['--data='], '--data is empty; allowed is the path of a folder'],
  [
    ['--prot', '1'],
    "Unknown option '--prot'; there are --data DIR, --port N, --replicas N, --no-metrics and --help",
  ],
  [
    ['now'],
    "Unexpected argument 'now'; there are --data DIR, --port N, --replicas N, --no-metrics and --help",
  ],
]
for (const [args, sentence] of BAD)
  it(`refuses ${args.join(' ')} in a sentence`, () => {
    expect(() => parseArguments(args)).toThrow(sentence)
  })
