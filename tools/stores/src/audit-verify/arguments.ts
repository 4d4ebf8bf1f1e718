import { join } from 'node:path'
import { optionsOf } from '@rewards/command-line'
import type { Environment } from '@rewards/process'
import { chosen, placeOf } from '../place/asked.ts'
import type { Place } from '../place/place.ts'
import type { Services } from '../services.ts'

/** What was asked for on the command line. */
export type Arguments = { readonly help: true } | VerifyArguments

export interface VerifyArguments {
  readonly help: false
  readonly place: Place
  /** Those whose chains are verified. */
  readonly services: Services
  /** The file with what was seen last; `undefined`: none. */
  readonly seen: string | undefined
}

/** The answer to `--help`. */
export const HELP = `npm run audit:verify -- [options]

Walks the audit of every service from its first entry to its last, and names each entry that was edited, removed or moved.
Nothing in the stores is changed; the system may run meanwhile.

  --data DIR      the data folder, with one SQLite file for each service (default .data)
  --service NAME  the audit of this service alone
  --seen FILE     what the last verification saw, by which is found what is gone from the end, and an audit that was written
                  anew as a whole; brought up to date when all is well. Keep it where those who write to the stores
                  do not. Default: audit-seen.json in the data folder
  --help          this text

With MONGODB_URL set, the stores are those in that MongoDB, --data is not given, and there is no default for --seen.

Exit code 0: every audit is whole. 1: one is not, or it could not run. 130: it was stopped.`

const OPTIONS = {
  data: { type: 'string' },
  service: { type: 'string' },
  seen: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** Reads the command line; pure. Throws an `ArgumentError`, or a `StoresError` for a place, that says what is wrong and what is allowed. */
export function parseArguments(argv: readonly string[], env: Environment, services: Services): Arguments {
  const { help, data, service, seen } = optionsOf(argv, OPTIONS)
  if (help) return { help }
  const place = placeOf(data, env)
  const usual = place.kind === 'sqlite' ? join(place.folder, 'audit-seen.json') : undefined
  return { help, place, services: chosen(service, services), seen: seen ?? usual }
}
