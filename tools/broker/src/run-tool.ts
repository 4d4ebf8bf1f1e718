import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { BrokerError } from './broker-error.ts'

const exec = promisify(execFile)

/**
 * Runs a program to its end and gives its standard output. Rejects with a `BrokerError` that says in one line why not:
 * the program is missing, it took longer than `timeoutMs`, or what it last wrote to standard error.
 */
export async function runTool(
  program: string,
  args: readonly string[],
  options: { readonly timeoutMs: number; readonly cwd?: string },
): Promise<string> {
  try {
    const { stdout } = await exec(program, args, { timeout: options.timeoutMs, cwd: options.cwd })
    return stdout
  } catch (error) {
    throw new BrokerError(`${program}: ${reasonOf(error, options.timeoutMs)}`, { cause: error })
  }
}

function reasonOf(error: unknown, timeoutMs: number): string {
  const failed = error as { code?: unknown; killed?: boolean; stderr?: string }
  if (failed.code === 'ENOENT') return 'is not installed'
  if (failed.killed) return `did not end within ${timeoutMs / 1000} s`
  return failed.stderr?.trim().split('\n').at(-1) || `ended with ${String(failed.code)}`
}
