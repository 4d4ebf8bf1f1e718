import { ArgumentError, optionsOf, whole } from '@rewards/command-line'

/** What was asked for on the command line. */
export type Arguments = { readonly help: true } | ({ readonly help: false } & BenchOptions)

export interface BenchOptions {
  /** How many users there are before anything is measured. */
  readonly users: number
  /** How many events they claim: users × events is the number of claims that there are in all. */
  readonly events: number
  /** How many calls are under way at once, one measurement for each. */
  readonly callers: readonly number[]
  /** How long each measurement lasts. */
  readonly seconds: number
  /** The file that gets the result as JSON. */
  readonly json: string
  /** The folder that gets a CPU profile of every service; absent: none is taken. */
  readonly profiles?: string
  /** Measures the cost of telemetry in so many rounds, and nothing else; absent: everything but that. */
  readonly telemetryRounds?: number
}

/** The answer to `--help`. */
export const HELP = `npm run bench -- [options]

Starts a system of its own in a temporary folder and measures it: first the floors (what this machine's disk, broker and
calls can do), then claims, as ratios to the floors. Takes some five minutes; wants a machine that does nothing else.

  --users N        how many users claim, 1 to 2000 (default 250)
  --events N       how many events each of them claims, 1 to 5000 (default 400)
  --callers LIST   how many calls at once, each 1 to 512 (default 1,16,64,256)
  --seconds S      how long each measurement lasts, 0.1 to 600 (default 8)
  --json FILE      gets the result as JSON (default bench-report/result.json)
  --profiles DIR   also takes a CPU profile of every service, and says which functions took the time
  --telemetry N    measures instead what telemetry costs, in N rounds, 1 to 500: two systems, one with /metrics, which is
                   read every 5 s, and spans, which are sent to a collector, the other with neither, take turns of at most
                   5 s. Other work on the machine hits both: many short turns (--telemetry 90 --seconds 1, some eight
                   minutes) say more than few long ones
  --help           this text

Exit code 0: measured, whatever came out. 1: it could not be measured. 130: it was interrupted.`

const OPTIONS = {
  users: { type: 'string', default: '250' },
  events: { type: 'string', default: '400' },
  callers: { type: 'string', default: '1,16,64,256' },
  seconds: { type: 'string', default: '8' },
  json: { type: 'string', default: 'bench-report/result.json' },
  profiles: { type: 'string' },
  telemetry: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** Reads the command line; pure. Throws an `ArgumentError` that says what is wrong and what is allowed. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { help, profiles, telemetry, ...texts } = optionsOf(argv, OPTIONS)
  if (help) return { help }
  for (const [name, text] of [['json', texts.json] as const, ['profiles', profiles] as const])
    if (text === '') throw new ArgumentError(`--${name} is empty; allowed is a path`)
  return {
    help,
    users: whole('--users', texts.users, { min: 1, max: 2_000 }),
    events: whole('--events', texts.events, { min: 1, max: 5_000 }),
    callers: texts.callers.split(',').map(text => whole('--callers', text, { min: 1, max: 512 })),
    seconds: seconds(texts.seconds),
    json: texts.json,
    ...(profiles !== undefined && { profiles }),
    ...(telemetry !== undefined && {
      telemetryRounds: whole('--telemetry', telemetry, { min: 1, max: 500 }),
    }),
  }
}

function seconds(text: string): number {
  const value = /^\d{1,3}(\.\d{1,3})?$/.test(text) ? Number(text) : 0
  if (value >= 0.1 && value <= 600) return value
  throw new ArgumentError(`--seconds is ${JSON.stringify(text)}; allowed is a number, 0.1 to 600`)
}
