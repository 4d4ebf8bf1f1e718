import { ArgumentError, fraction, oneOf, optionsOf, whole } from '@rewards/command-line'
import { MAX_SEED } from '../arguments.ts'
import { STORES, type StoreName } from '../stores/names.ts'

export interface SoakOptions {
  readonly hours: number
  /** Seconds between two looks at every process. */
  readonly every: number
  /** Seconds from one fault to the next, on average. */
  readonly faultsEvery: number
  readonly seed: number
  readonly replicas: number
  readonly store: StoreName
  /** Absent: a current nats-server, else any. */
  readonly nats?: string
  /** The folder that gets the report. */
  readonly report: string
}

/** The answer to `--help`. */
export const SOAK_HELP = `npm run soak -- --hours N [options]

Starts a whole system of its own, lets claims flow steadily, and deals random faults now and then. Memory, open handles and
the consumers' lag of every process, and what each file takes for a claim, are looked at all the time; one that grows by more
than 1 % an hour fails the run. The first half hour of each process's life is not judged, nor what was looked at for less than an hour
after it: with --hours 8 nearly all is, with --hours 1 the invariants alone. Needs Linux.

  --hours N        how long, fractions too: above 0, at most 100
  --every S        seconds between two looks (default: a thousandth of the time, 1 to 60)
  --faults-every S seconds from one fault to the next, on average (default: a fifth of the time, at most 300)
  --seed S         decides who is struck when, and who claims what (default: a random one, printed)
  --store NAME     sqlite or mongodb (default sqlite)
  --nats WHICH     current, a version such as 2.9, or the path of a nats-server (default: current where it can be had)
  --replicas N     processes of each service and of the gateway, 1 to 5 (default 2)
  --report DIR     gets index.html and report.json (default soak-report)
  --help           this text

Exit code 0: nothing grows, and every invariant holds. 1: something does, or does not. 130: it was interrupted; the report is
of what there was until then.`

const OPTIONS = {
  hours: { type: 'string' },
  every: { type: 'string' },
  'faults-every': { type: 'string' },
  seed: { type: 'string' },
  store: { type: 'string', default: 'sqlite' },
  nats: { type: 'string' },
  replicas: { type: 'string', default: '2' },
  report: { type: 'string', default: 'soak-report' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const MOST_HOURS = 100

/** Reads the command line; pure; nothing: help is asked for. Throws an `ArgumentError` that says what is wrong. */
export function parseSoakArguments(argv: readonly string[], randomSeed: number): SoakOptions | undefined {
  const texts = optionsOf(argv, OPTIONS)
  if (texts.help) return undefined
  if (texts.hours === undefined) throw new ArgumentError('--hours is missing; --help names the options')
  if (texts.report === '') throw new ArgumentError('--report is empty')
  const hours = fraction('--hours', texts.hours, { above: 0, max: MOST_HOURS })
  const seconds = hours * 3_600
  const range = { min: 1, max: 86_400 }
  return {
    hours,
    every: texts.every === undefined ? clamped(seconds / 1_000, 60) : whole('--every', texts.every, range),
    faultsEvery: faultsEvery(texts['faults-every'], seconds),
    seed: whole('--seed', texts.seed ?? String(randomSeed), { min: 0, max: MAX_SEED }),
    replicas: whole('--replicas', texts.replicas, { min: 1, max: 5 }),
    store: oneOf('--store', texts.store, STORES),
    report: texts.report,
    ...(texts.nats !== undefined && { nats: texts.nats }),
  }
}

function faultsEvery(text: string | undefined, seconds: number): number {
  return text === undefined
    ? clamped(seconds / 5, 300)
    : whole('--faults-every', text, { min: 1, max: 86_400 })
}

function clamped(seconds: number, most: number): number {
  return Math.min(Math.max(Math.round(seconds), 1), most)
}

/** The command that does the same again. */
export function soakCommand({
  hours,
  every,
  faultsEvery: gap,
  seed,
  replicas,
  store,
  nats,
}: SoakOptions): string {
  const more = `${store === 'sqlite' ? '' : ` --store ${store}`}${nats === undefined ? '' : ` --nats ${nats}`}`
  return `npm run soak -- --hours ${hours} --every ${every} --faults-every ${gap} --seed ${seed} --replicas ${replicas}${more}`
}
