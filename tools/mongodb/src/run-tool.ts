import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { MongoSetupError } from './setup-error.ts'

const exec = promisify(execFile)

/** Names of the environment and their values, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

export interface ToolOptions {
  /** What the program gets; its `PATH` says where programs are. */
  readonly env: Environment
  readonly signal?: AbortSignal | undefined
}

/** A download over a slow line, and then some. */
const TIMEOUT_MS = 300_000

/** Runs a program to its end. Rejects with a `MongoSetupError` that says in one line why it failed. */
export async function runTool(
  program: string,
  args: readonly string[],
  { env, signal }: ToolOptions,
): Promise<void> {
  try {
    await exec(program, args, { env, timeout: TIMEOUT_MS, ...(signal && { signal }) })
  } catch (error) {
    signal?.throwIfAborted()
    throw new MongoSetupError(`${program}: ${reasonOf(error)}`, { cause: error })
  }
}

/** Maven tells its errors on standard output. */
function reasonOf(error: unknown): string {
  const { code, killed, stderr, stdout } = error as Partial<Record<string, unknown>>
  if (code === 'ENOENT') return 'is not installed'
  if (killed === true) return `did not end within ${TIMEOUT_MS / 1000} s`
  const lines = `${stdout ?? ''}\n${stderr ?? ''}`.split('\n').map(line => line.trim())
  return lines.find(line => line.startsWith('[ERROR]')) ?? lines.findLast(Boolean) ?? `ended with ${code}`
}
