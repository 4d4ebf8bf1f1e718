import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { GoToolsError } from './go-tools-error.ts'

const exec = promisify(execFile)

/** Names of the environment and their values, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A first build downloads and compiles a few hundred packages. */
const TIMEOUT_MS = 300_000

/** Runs `go` to its end and gives its standard output. Rejects with a `GoToolsError` that says in one line why not. */
export async function runGo(args: readonly string[], env: Environment): Promise<string> {
  try {
    const { stdout } = await exec('go', args, { env, timeout: TIMEOUT_MS, maxBuffer: 16_777_216 })
    return stdout
  } catch (error) {
    throw new GoToolsError(`go ${args[0] ?? ''}: ${reasonOf(error)}`, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  const { code, killed, stderr } = error as { code?: unknown; killed?: boolean; stderr?: string }
  if (code === 'ENOENT') return 'is not installed; see https://go.dev/dl'
  if (killed) return `did not end within ${TIMEOUT_MS / 1000} s`
  return stderr?.trim().split('\n').at(-1) || `ended with ${String(code)}`
}
