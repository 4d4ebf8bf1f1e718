import { parseArgs } from 'node:util'
import { LaunchError } from './launch-error.ts'

/** What was asked for on the command line. */
export type Arguments =
  | { readonly help: true }
  | { readonly help: false; readonly dataDir: string; readonly port: number }

/** The answer to `--help`. */
export const HELP = `npm start -- [options]

  --data DIR   the folder that keeps everything between starts (default .data)
  --port N     the port of the gateway, 0 for a free one (default 3000)
  --help       this text

Inner services listen on free ports of this machine. The environment may name others (REWARDS_AUTH_PORT …), and a
broker that runs already (NATS_URL).`

const OPTIONS = {
  data: { type: 'string' },
  port: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/**
 * Reads the command line; pure. `usualPort` stands for a port that is not named. Throws a `LaunchError` that says what is
 * wrong and what is allowed.
 */
export function parseArguments(argv: readonly string[], usualPort = '3000'): Arguments {
  const { data = '.data', port = usualPort, help = false } = parse(argv)
  if (help) return { help }
  if (data === '') throw new LaunchError('--data is empty; allowed is the path of a folder')
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new LaunchError(`--port is ${JSON.stringify(port)}; allowed is a port, 0 to 65535`)
  return { help, dataDir: data, port: Number(port) }
}

function parse(argv: readonly string[]): { data?: string; port?: string; help?: boolean } {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: false }).values
  } catch (err) {
    const [sentence] = (err instanceof Error ? err.message : String(err)).split(/[.\n]/)
    throw new LaunchError(`${sentence}; there are --data DIR, --port N and --help`)
  }
}
