import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { PublishError } from './publish-error.ts'

const exec = promisify(execFile)
const TIMEOUT_MS = 120_000

/** Runs a program to its end and gives its standard output. Rejects with a `PublishError` that has all it said. */
export async function runProgram(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await exec(program, args, { timeout: TIMEOUT_MS, maxBuffer: 16_777_216 })).stdout
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string }
    throw new PublishError(`${program} failed: ${message}\n${stdout}${stderr}`.trim(), { cause: error })
  }
}
