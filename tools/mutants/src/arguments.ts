import { ArgumentError, optionsOf, whole } from '@rewards/command-line'
import { LANES } from './lanes.ts'
import type { Mutant } from './mutant.ts'

/** What was asked for on the command line. */
export type Arguments = { readonly help: true } | ({ readonly help: false } & MutantsOptions)

export interface MutantsOptions {
  readonly chosen: readonly Mutant[]
  /** Whether they are only named. */
  readonly list: boolean
  /** How many are tried side by side. */
  readonly lanes: number
  /** The file that gets the table as JSON. */
  readonly report: string
}

export const HELP = `Puts bugs into a copy of the code, one at a time, and holds that the tests see each.

  npm run mutants -- [--only NAME,…] [--lanes 2] [--report FILE] [--list]

  --only    those whose names contain one of these words (default: all)
  --lanes   how many are tried side by side, 1 to ${LANES.max} (default 2)
  --report  where the table goes, as JSON and, beside it, as Markdown (default .mutants/report.json)
  --list    names them, and who must catch each`

const OPTIONS = {
  only: { type: 'string', default: '' },
  lanes: { type: 'string', default: '2' },
  report: { type: 'string', default: '.mutants/report.json' },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** Reads the command line; pure. Throws an `ArgumentError` that says what is wrong and what is allowed. */
export function parseArguments(argv: readonly string[], mutants: readonly Mutant[]): Arguments {
  const { help, only, lanes, report, list } = optionsOf(argv, OPTIONS)
  if (help) return { help }
  const words = only.split(',')
  const chosen = mutants.filter(({ name }) => words.some(word => name.includes(word)))
  if (chosen.length === 0) throw new ArgumentError(`--only is ${JSON.stringify(only)}; --list names them all`)
  if (report === '') throw new ArgumentError('--report is empty; allowed is a path')
  return { help, chosen, list, lanes: whole('--lanes', lanes, LANES), report }
}
