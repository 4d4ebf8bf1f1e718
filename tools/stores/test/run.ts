import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A command, as a process. */
export interface Command {
  readonly said: readonly string[]
  /** Resolves when a line of its output contains this; rejects when it ends without. */
  saying(text: string): Promise<void>
  kill(signal: NodeJS.Signals): void
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
}

/** Starts a program of this package's, given relative to it. */
export function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Command {
  const { PATH } = process.env
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', program), ...args], {
    env: { PATH, ...env },
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => said.push(...String(chunk).split('\n').filter(Boolean)))
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  let over = false
  void ended.then(() => {
    over = true
  })
  return {
    said,
    ended,
    kill: signal => void child.kill(signal),
    async saying(text) {
      while (!said.some(line => line.includes(text))) {
        if (over) throw new Error(`it ended without "${text}": ${said.join('\n')}`)
        await new Promise(resolve => setTimeout(resolve, 5))
      }
    },
  }
}

/** Runs a program to its end. */
export async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const command = start(program, args, env)
  return { code: await command.ended, said: command.said.join('\n') }
}
