import { ArgumentError, oneOf, optionsOf } from '@rewards/command-line'

/** The services that have an audit. */
export const SERVICES = ['auth', 'event', 'condition', 'reward'] as const

export type ServiceName = (typeof SERVICES)[number]

/** What was asked for on the command line. */
export type Arguments = { readonly help: true } | ExportArguments

export interface ExportArguments {
  readonly help: false
  readonly url: string
  readonly dataDir: string
  readonly service: ServiceName
  /** Filters; empty: none. */
  readonly actorId: string
  readonly targetId: string
  readonly action: string
  /** Only entries behind this one. */
  readonly after: bigint
}

/** The answer to `--help`. */
export const HELP = `npm run audit:export --silent -- --service NAME [options] > FILE

Writes the audit of a service as lines of JSON, an entry each, in the order of its chain; on standard error it tells how far it
is. Who is cut off goes on with --after.

  --service NAME   auth, event, condition or reward
  --url URL        a gateway (default http://127.0.0.1:3000)
  --data DIR       the data folder whose first-admin.json says who asks (default .data); or set REWARDS_EMAIL and
                   REWARDS_PASSWORD, to those of somebody with the role AUDITOR
  --actor ID       only what this user did
  --target ID      only what was done to this
  --action METHOD  only this, such as rewards.auth.v1.UserService/SetRoles
  --after NUMBER   only entries behind this one
  --help           this text

Exit code 0: all of it is written. 1: it is not.`

const OPTIONS = {
  service: { type: 'string', default: '' },
  url: { type: 'string', default: 'http://127.0.0.1:3000' },
  data: { type: 'string', default: '.data' },
  actor: { type: 'string', default: '' },
  target: { type: 'string', default: '' },
  action: { type: 'string', default: '' },
  after: { type: 'string', default: '0' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** Reads the command line; pure. Throws an `ArgumentError`. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { help, url, data, service, actor, target, action, after } = optionsOf(argv, OPTIONS)
  if (help) return { help }
  const known = oneOf('--service', service, SERVICES)
  if (!/^\d{1,15}$/.test(after))
    throw new ArgumentError(`--after is ${JSON.stringify(after)}; allowed is a number from 0`)
  const filters = { actorId: actor, targetId: target, action }
  return { help, url, dataDir: data, service: known, ...filters, after: BigInt(after) }
}
