import { parseArgs } from 'node:util'
import { LaunchError } from './launch-error.ts'

/** What was asked for on the command line. */
export type Arguments = { readonly help: true } | ({ readonly help: false } & LaunchOptions)

export interface LaunchOptions {
  readonly dataDir: string
  /** The gateway's; 0 for a free one. */
  readonly port: number
  /** How many processes of each service and of the gateway: 1 to 5. */
  readonly replicas: number
  /** Whether processes measure, and show it at `/metrics`. */
  readonly metrics: boolean
}

/** The answer to `--help`. */
export const HELP = `npm start -- [options]

  --data DIR    the folder that keeps everything between starts (default .data)
  --port N      the port of the gateway, 0 for a free one (default 3000)
  --replicas N  how many processes of the gateway and of each service, 1 to 5 (default 1);
                the second gateway listens 100 above the first, and so on
  --no-metrics  nothing is measured, so there is no /metrics and npm run status has nothing to show
  --help        this text

Inner services listen on free ports of this machine. The environment may name others (REWARDS_AUTH_PORT …), a
broker that runs already (NATS_URL), and a MongoDB that keeps the data instead of the folder (MONGODB_URL).`

const OPTIONS = {
  data: { type: 'string' },
  port: { type: 'string' },
  replicas: { type: 'string' },
  'no-metrics': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/**
 * Reads the command line; pure. `usualPort` stands for a port that is not named. Throws a `LaunchError` that says what is
 * wrong and what is allowed.
 */
export function parseArguments(argv: readonly string[], usualPort = '3000'): Arguments {
  const { data = '.data', port = usualPort, replicas = '1', help = false, ...asked } = parse(argv)
  if (help) return { help }
  if (data === '') throw new LaunchError('--data is empty; allowed is the path of a folder')
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new LaunchError(`--port is ${JSON.stringify(port)}; allowed is a port, 0 to 65535`)
  if (!/^[1-5]$/.test(replicas))
    throw new LaunchError(`--replicas is ${JSON.stringify(replicas)}; allowed is a whole number, 1 to 5`)
  const metrics = asked['no-metrics'] !== true
  return { help, dataDir: data, port: Number(port), replicas: Number(replicas), metrics }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: false }).values
  } catch (err) {
    const [sentence] = (err instanceof Error ? err.message : String(err)).split(/[.\n]/)
    throw new LaunchError(
      `${sentence}; there are --data DIR, --port N, --replicas N, --no-metrics and --help`,
    )
  }
}
