import { parseArgs } from 'node:util'
import { TortureError } from './torture-error.ts'

/** What was asked for on the command line. */
export type Arguments = { readonly help: true } | ({ readonly help: false } & TortureOptions)

export interface TortureOptions {
  /** How many processes are killed; the broker's storage is wiped three times besides. */
  readonly kills: number
  /** Decides who is killed when, and who claims what. */
  readonly seed: number
  /** How many processes of each service and of the gateway. */
  readonly replicas: number
  readonly store: StoreName
  /** The folder that gets the report and the log of all operations; absent: nobody wants them. */
  readonly report?: string
}

const STORES = ['sqlite', 'mongodb'] as const
export type StoreName = (typeof STORES)[number]

const MAX_SEED = 2 ** 32 - 1

/** The answer to `--help`. */
export const HELP = `npm run torture -- [options]

Starts a whole system of its own in a temporary folder, lets claims flow through it, and kills (SIGKILL) each of its
processes in turn, some of them while they still recover; the broker's storage is wiped three times. Every call is
written down before and after; at the end that log is held against what the stores and the provider's books say.

  --kills N      how many kills, 1 to 100000 (default 20)
  --seed S       decides who is killed when, and who claims what, 0 to ${MAX_SEED} (default: a random one, printed).
                 The same seed strikes in the same order; what is in flight then is never quite the same
  --replicas N   processes of each service and of the gateway, 1 to 5 (default 2)
  --store NAME   sqlite or mongodb (default sqlite). MongoDB is the one that MONGODB_TEST_URL names, else a container,
                 else a stand-in; the stand-in, which keeps nothing through a kill, is stopped for 3 s three times
  --report DIR   gets report.json and operations.jsonl
  --help         this text

Exit code 0: every invariant holds. 1: one does not, or the run could not be finished. 130: it was interrupted; the report
is of what there was until then.`

const OPTIONS = {
  kills: { type: 'string', default: '20' },
  seed: { type: 'string' },
  replicas: { type: 'string', default: '2' },
  store: { type: 'string', default: 'sqlite' },
  report: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/**
 * Reads the command line; pure. `randomSeed` stands for a seed that is not named. Throws a `TortureError` that says what
 * is wrong and what is allowed.
 */
export function parseArguments(argv: readonly string[], randomSeed: number): Arguments {
  const { help, report, ...texts } = parse(argv)
  if (help) return { help }
  if (report === '') throw new TortureError('--report is empty; allowed is the path of a folder')
  return {
    help,
    kills: whole('--kills', texts.kills, { min: 1, max: 100_000 }),
    seed: whole('--seed', texts.seed ?? String(randomSeed), { min: 0, max: MAX_SEED }),
    replicas: whole('--replicas', texts.replicas, { min: 1, max: 5 }),
    store: storeName(texts.store),
    ...(report !== undefined && { report }),
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: false }).values
  } catch (err) {
    const [sentence] = (err instanceof Error ? err.message : String(err)).split(/[.\n]/)
    throw new TortureError(`${sentence}; --help names the options`)
  }
}

function whole(name: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new TortureError(`${name} is ${JSON.stringify(text)}; allowed is a whole number, ${min} to ${max}`)
}

function storeName(text: string): StoreName {
  const store = STORES.find(name => name === text)
  if (store) return store
  throw new TortureError(`--store is ${JSON.stringify(text)}; allowed are ${STORES.join(' and ')}`)
}
