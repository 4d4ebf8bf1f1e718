import { ArgumentError, optionsOf, whole } from '@rewards/command-line'

/** What was asked for on the command line. */
export type Arguments = { readonly help: true } | ({ readonly help: false } & DemoOptions)

export interface DemoOptions {
  /** The gateways'; none: those that the data folder names. */
  readonly urls: readonly string[]
  /** The running system's, which says where its stores are, for the count from outside. */
  readonly dataDir: string
  /** How many users come in and claim, 10 to 2,000: fewer cannot show every outcome, more would outlive their tokens. */
  readonly users: number
  /** An administrator; absent: the first one, from the data folder. */
  readonly admin?: Credentials
}

export interface Credentials {
  readonly email: string
  readonly password: string
}

/** The answer to `--help`. */
export const HELP = `npm run demo -- [options]

Plays a reward event with hundreds of users against a running system, and compares what they were told with what a
count in the stores themselves says.

  --data DIR             the running system's data folder (default .data)
  --url URL              a gateway, once for each (default: all of the running system)
  --users N              how many users, 10 to 2000 (default 300)
  --admin-email E        an administrator, where the data folder
  --admin-password P     has no first-admin.json
  --help                 this text

Calls go to all gateways in turn. The stores are the data folder's files, or the MongoDB that the system uses: where
that wants credentials, in MONGODB_URL.

Exit code 0: all is as the callers were told. 1: it is not, or the demo could not run. 130: it was interrupted.`

const OPTIONS = {
  url: { type: 'string', multiple: true },
  data: { type: 'string', default: '.data' },
  users: { type: 'string', default: '300' },
  'admin-email': { type: 'string' },
  'admin-password': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** Reads the command line; pure. Throws an `ArgumentError` that says what is wrong and what is allowed. */
export function parseArguments(argv: readonly string[]): Arguments {
  const {
    help,
    url = [],
    data,
    users,
    'admin-email': email,
    'admin-password': password,
  } = optionsOf(argv, OPTIONS)
  if (help) return { help }
  if (data === '') throw new ArgumentError('--data is empty; allowed is the path of a folder')
  const admin = credentials(email, password)
  const count = whole('--users', users, { min: 10, max: 2_000 })
  return { help, urls: url.map(origin), dataDir: data, users: count, ...(admin && { admin }) }
}

function origin(text: string): string {
  const url = URL.parse(text)
  if (url && ['http:', 'https:'].includes(url.protocol) && url.origin === text.replace(/\/$/, ''))
    return url.origin
  throw new ArgumentError(
    `--url is ${JSON.stringify(text)}; allowed is an address such as http://127.0.0.1:3000`,
  )
}

function credentials(email: string | undefined, password: string | undefined): Credentials | undefined {
  if (!email && !password) return undefined
  if (email && password) return { email, password }
  throw new ArgumentError('--admin-email and --admin-password are needed both or not at all')
}
