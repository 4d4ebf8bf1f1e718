import { oneOf, optionsOf, whole } from '@rewards/command-line'
import { LANES } from '../lanes.ts'
import { DOMAINS, type Domain } from './domains.ts'

/** What was asked for on the command line. */
export type Arguments = { readonly help: true } | ({ readonly help: false } & ScoreOptions)

export interface ScoreOptions {
  readonly domains: readonly Domain[]
  /** How many mutants are tried side by side. */
  readonly lanes: number
  /** Whether each change is named that nobody saw. */
  readonly survivors: boolean
}

const NAMES = DOMAINS.map(({ name }) => name)

export const HELP = `Changes the rules of services in a copy of the code, one operator, condition or literal at a time, by StrykerJS, and counts
how many changes the tests see: the mutation score. Below its floor, a domain fails.

  npm run mutation-score -- [--of NAME,…] [--lanes 2] [--survivors]

  --of         these domains (default: all): ${NAMES.join(', ')}
  --lanes      how many mutants are tried side by side, 1 to ${LANES.max} (default 2)
  --survivors  names each change that nobody saw`

const OPTIONS = {
  of: { type: 'string', default: NAMES.join(',') },
  lanes: { type: 'string', default: '2' },
  survivors: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** Reads the command line; pure. Throws an `ArgumentError` that says what is wrong and what is allowed. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { help, of, lanes, survivors } = optionsOf(argv, OPTIONS)
  if (help) return { help }
  const asked = of.split(',').map(name => oneOf('--of', name, NAMES))
  const domains = DOMAINS.filter(({ name }) => asked.includes(name))
  return { help, domains, lanes: whole('--lanes', lanes, LANES), survivors }
}
