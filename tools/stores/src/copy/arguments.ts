import { optionsOf } from '@rewards/command-line'
import { type Place, parsePlace } from '../place/place.ts'
import { StoresError } from '../stores-error.ts'

/** What was asked for on the command line. */
export type Arguments = { readonly help: true } | CopyArguments

export interface CopyArguments {
  readonly help: false
  readonly from: Place
  readonly to: Place
}

/** The answer to `--help`. */
export const HELP = `npm run copy-store -- --from PLACE --to PLACE

Copies the documents of all services from one place to another, and compares both. A place is

  sqlite:DIR               a data folder, with one SQLite file for each service
  mongodb://HOST/PREFIX    a MongoDB, with a database PREFIX_SERVICE for each service; the prefix is "rewards" where none
                           is given; user, password and options as in every such address

  --from PLACE   the source; no document in it is changed, and no system may run on it
  --to PLACE     the target: empty, or begun by an earlier run of the same copy, which is gone on with
  --help         this text

Exit code 0: both hold the same. 1: they do not, or it could not run. 130: it was stopped by Ctrl-C; the same command
goes on where it was.`

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** Reads the command line; pure. Throws an `ArgumentError`, or a `StoresError` for a place, that says what is wrong and what is allowed. */
export function parseArguments(argv: readonly string[]): Arguments {
  const asked = optionsOf(argv, OPTIONS)
  if (asked.help) return { help: true }
  const from = parsePlace(asked.from, '--from')
  const to = parsePlace(asked.to, '--to')
  if (from.name === to.name) throw new StoresError(`--from and --to are the same place, ${from.name}`)
  return { help: false, from, to }
}
