import type { Environment } from '@rewards/process'
import { parseOptions } from '../parse-options.ts'
import { mongodbPlace, type Place, sqlitePlace } from '../place/place.ts'
import type { Services } from '../services.ts'
import { StoresError } from '../stores-error.ts'

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

/** Reads the command line; pure. Throws a `StoresError` that says what is wrong and what is allowed. */
export function parseArguments(argv: readonly string[], env: Environment, services: Services): Arguments {
  const { help, data, service } = parseOptions(argv, OPTIONS)
  if (help) return { help }
  return { help, place: placeOf(data, env), services: chosen(service, services) }
}

function placeOf(data: string | undefined, { MONGODB_URL: url }: Environment): Place {
  if (data === '') throw new StoresError('--data is empty; allowed is the path of a folder')
  if (!url) return sqlitePlace(data ?? '.data')
  if (data === undefined) return mongodbPlace(url, 'MONGODB_URL')
  throw new StoresError('--data and MONGODB_URL are both given; allowed is one of them')
}

function chosen(service: string | undefined, services: Services): Services {
  if (service === undefined) return services
  const declaration = Object.hasOwn(services, service) ? services[service] : undefined
  if (declaration !== undefined) return { [service]: declaration }
  const allowed = Object.keys(services).join(', ')
  throw new StoresError(`--service is ${JSON.stringify(service)}; allowed is one of ${allowed}`)
}
