import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { BrowserError } from './browser-error.ts'

const exec = promisify(execFile)

/** Names of the environment and their values, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

export interface ToolOptions {
  /** What the program gets; its `PATH` says where programs are. */
  readonly env: Environment
  readonly timeoutMs: number
  readonly cwd?: string
}

/**
 * Runs a program to its end and gives its standard output. Rejects with a `BrowserError` that says in one line why not:
 * the program is missing, it took longer than `timeoutMs`, or what it last wrote to standard error.
 */
export async function runTool(
  program: string,
  args: readonly string[],
  { env, timeoutMs, cwd }: ToolOptions,
): Promise<string> {
  try {
    const { stdout } = await exec(program, args, { env, timeout: timeoutMs, cwd })
    return stdout
  } catch (error) {
    throw new BrowserError(`${program}: ${reasonOf(error, timeoutMs)}`, { cause: error })
  }
}

function reasonOf(error: unknown, timeoutMs: number): string {
  const failed = error as { code?: unknown; killed?: boolean; stderr?: string }
  if (failed.code === 'ENOENT') return 'is not installed'
  if (failed.killed) return `did not end within ${timeoutMs / 1000} s`
  return failed.stderr?.trim().split('\n').at(-1) || `ended with ${String(failed.code)}`
}
