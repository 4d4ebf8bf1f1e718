import { ArgumentError, fraction, oneOf, optionsOf, whole } from '@rewards/command-line'
import { HELP } from './help.ts'
import { numbers } from './numbers.ts'
import { STORES, type StoreName } from './stores/names.ts'

export { HELP }

/** What was asked for on the command line. */
export type Arguments =
  | { readonly ask: 'help' }
  | ({ readonly ask: 'list' } & TortureOptions)
  | ({ readonly ask: 'run' } & TortureOptions & Reporting)
  | ({ readonly ask: 'again'; readonly from: string; readonly faults?: readonly number[] } & Reporting)
  | ({ readonly ask: 'bisect'; readonly from: string; readonly tries: number } & Reporting)

export interface Reporting {
  /** The folder that gets the report and the logs of all operations. */
  readonly report: string
}

export interface TortureOptions {
  /** Absent: all. */
  readonly parts?: readonly string[]
  /** The share of the full figures; absent: all of it, or a tenth, by what it runs on. */
  readonly scale?: number
  /** Decides what is done when, and who claims what. */
  readonly seed: number
  /** How many processes of each service and of the gateway. */
  readonly replicas: number
  readonly store: StoreName
  /** Which nats-server; absent: a current one, else any. */
  readonly nats?: string
  /** For the part `kills`. */
  readonly kills?: number
}

/** What the command line is read with. */
export interface Known {
  /** The names of the parts. */
  readonly parts: readonly string[]
  /** Stands for a seed that is not named. */
  readonly randomSeed: number
}

const OPTIONS = {
  part: { type: 'string', multiple: true },
  scale: { type: 'string' },
  seed: { type: 'string' },
  replicas: { type: 'string', default: '2' },
  store: { type: 'string', default: 'sqlite' },
  nats: { type: 'string' },
  kills: { type: 'string' },
  report: { type: 'string', default: 'torture-report' },
  again: { type: 'string' },
  faults: { type: 'string' },
  bisect: { type: 'string' },
  tries: { type: 'string', default: '40' },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

export const MAX_SEED = 2 ** 32 - 1

type Texts = ReturnType<typeof optionsOf<typeof OPTIONS>>

/** Reads the command line; pure. Throws an `ArgumentError` that says what is wrong and what is allowed. */
export function parseArguments(argv: readonly string[], known: Known): Arguments {
  const texts = optionsOf(argv, OPTIONS)
  if (texts.help) return { ask: 'help' }
  refuseEmpty(texts)
  const { report, again, bisect } = texts
  if (again !== undefined || bisect !== undefined)
    refuseBeside(argv, again === undefined ? 'bisect' : 'again')
  if (again !== undefined) return { ask: 'again', from: again, report, ...faultsIn(texts) }
  if (bisect !== undefined)
    return {
      ask: 'bisect',
      from: bisect,
      report,
      tries: whole('--tries', texts.tries, { min: 1, max: 1_000 }),
    }
  if (texts.faults !== undefined) throw new ArgumentError('--faults says which faults --again repeats')
  const options = optionsIn(texts, known)
  return texts.list ? { ask: 'list', ...options } : { ask: 'run', ...options, report }
}

function optionsIn(texts: Texts, known: Known): TortureOptions {
  const { scale, nats, kills } = texts
  const parts = partsIn(texts, known)
  if (kills !== undefined && parts && !parts.includes('kills'))
    throw new ArgumentError('--kills is for the part kills')
  return {
    seed: whole('--seed', texts.seed ?? String(known.randomSeed), { min: 0, max: MAX_SEED }),
    replicas: whole('--replicas', texts.replicas, { min: 1, max: 5 }),
    store: oneOf('--store', texts.store, STORES),
    ...(parts && { parts }),
    ...(scale !== undefined && { scale: fraction('--scale', scale, { above: 0, max: 1 }) }),
    ...(nats !== undefined && { nats }),
    ...(kills !== undefined && { kills: whole('--kills', kills, { min: 1, max: 100_000 }) }),
  }
}

/** `--kills` alone is about its part alone. */
function partsIn({ part, kills }: Texts, known: Known): string[] | undefined {
  if (!part) return kills === undefined ? undefined : ['kills']
  const names = part.flatMap(text => text.split(','))
  for (const name of names)
    if (!known.parts.includes(name))
      throw new ArgumentError(`--part is ${JSON.stringify(name)}; there are ${known.parts.join(', ')}`)
  return known.parts.filter(name => names.includes(name))
}

function faultsIn({ faults }: Texts): { faults?: readonly number[] } {
  return faults === undefined ? {} : { faults: numbers('--faults', faults) }
}

function refuseEmpty(texts: Texts): void {
  for (const name of ['report', 'again', 'bisect', 'nats'] as const)
    if (texts[name] === '') throw new ArgumentError(`--${name} is empty`)
}

/** The report says all the rest. */
function refuseBeside(argv: readonly string[], what: 'again' | 'bisect'): void {
  const allowed = ['report', what, what === 'again' ? 'faults' : 'tries']
  const named = argv.flatMap(argument => /^--([a-z]+)/.exec(argument)?.[1] ?? [])
  const other = named.find(name => !allowed.includes(name))
  if (other !== undefined) throw new ArgumentError(`--${other} beside --${what}: the report says it`)
}
