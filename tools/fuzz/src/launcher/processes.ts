import { spawn } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..', '..', '..')

/** What became of a process that was started to be refused. */
export interface Ending {
  /** `undefined` when it still ran when the time was over; it was ended then. */
  readonly code: number | undefined
  /** Standard error. */
  readonly said: string
}

/** Runs a program of the repository in a folder of its own, with nothing but this environment; at most so long. */
export async function ending(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
  limitMs: number,
): Promise<Ending> {
  const child = spawn(process.execPath, [join(ROOT, program), ...args], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    child.kill('SIGKILL')
  }, limitMs)
  const code = await ended
  clearTimeout(timer)
  return { code: isLate ? undefined : (code ?? -1), said }
}
