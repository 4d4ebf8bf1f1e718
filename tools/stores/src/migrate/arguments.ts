import { optionsOf } from '@rewards/command-line'
import type { Environment } from '@rewards/process'
import { chosen, placeOf } from '../place/asked.ts'
import type { Place } from '../place/place.ts'
import type { Services } from '../services.ts'

/** What was asked for on the command line. */
export type Arguments = { readonly help: true } | MigrateArguments

export interface MigrateArguments {
  readonly help: false
  readonly place: Place
  /** Those whose collections are migrated. */
  readonly services: Services
}

/** The answer to `--help`. */
export const HELP = `npm run migrate -- [options]

Brings the documents of all services to the schema versions that this program writes. The system may run meanwhile, once
every process of it is of this program. Ctrl-C stops it; the same command goes on where it was.

  --data DIR      the data folder, with one SQLite file for each service (default .data)
  --service NAME  the documents of this service alone
  --help          this text

With MONGODB_URL set, the documents are those in that MongoDB, and --data is not given.

Exit code 0: every document is of its present version. 1: some are not, or it could not run. 130: it was stopped.`

const OPTIONS = {
  data: { type: 'string' },
  service: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** Reads the command line; pure. Throws an `ArgumentError`, or a `StoresError` for a place, that says what is wrong and what is allowed. */
export function parseArguments(argv: readonly string[], env: Environment, services: Services): Arguments {
  const { help, data, service } = optionsOf(argv, OPTIONS)
  if (help) return { help }
  return { help, place: placeOf(data, env), services: chosen(service, services) }
}
