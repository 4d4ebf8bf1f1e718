import { oneOf, optionsOf, whole } from '@rewards/command-line'

/** What was asked for on the command line. */
export type Arguments = { readonly help: true } | ({ readonly help: false } & ModelOptions)

export interface ModelOptions {
  /** How many scenarios. */
  readonly runs: number
  /** The seed that they are drawn from. */
  readonly seed: number
  /** A failing scenario, as a failure prints it; '': all. */
  readonly path: string
  readonly store: (typeof STORES)[number]
}

const STORES = ['memory', 'sqlite'] as const

export const HELP = `Plays random scenarios against the life of a claim and checks every promise after every step.

  npm run model -- [--runs 10000] [--seed N] [--path P] [--store memory|sqlite]

  --runs   how many scenarios (default 10000)
  --seed   the seed to start from; a failure prints its seed (default: a fresh one)
  --path   with --seed: the failing scenario alone, as a failure prints it
  --store  what keeps the documents: memory, or sqlite with real files (default memory)`

const OPTIONS = {
  runs: { type: 'string', default: '10000' },
  seed: { type: 'string' },
  path: { type: 'string', default: '' },
  store: { type: 'string', default: 'memory' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const MAX_SEED = 0x7fff_ffff

/** Reads the command line; pure. Throws an `ArgumentError` that says what is wrong and what is allowed. */
export function parseArguments(argv: readonly string[], freshSeed: number): Arguments {
  const { help, runs, seed, path, store } = optionsOf(argv, OPTIONS)
  if (help) return { help }
  return {
    help,
    runs: whole('--runs', runs, { min: 1, max: 100_000_000 }),
    seed: whole('--seed', seed ?? String(freshSeed), { min: 0, max: MAX_SEED }),
    path,
    store: oneOf('--store', store, STORES),
  }
}
