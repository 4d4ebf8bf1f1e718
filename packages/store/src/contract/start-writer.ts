import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Place } from './subject.ts'

/** A writing process (`writer-process.ts`), watched. */
export interface Writer {
  /** What it has said so far. */
  readonly lines: readonly string[]
  /** Resolves when it has said that many lines more; rejects when it ends before that. */
  moreLines(count: number): Promise<void>
  /** How it ended, once everything that it said has been read. */
  readonly ended: Promise<string>
  /** kill -9; no effect on one that has ended. */
  kill(): void
}

export function startWriter({ elsewhere }: Place, name: string, rounds: number): Writer {
  const script = fileURLToPath(new URL('writer-process.ts', import.meta.url))
  const args = [script, elsewhere.module.href, elsewhere.argument, name, String(rounds)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', line => lines.push(line))
  const ended = once(child, 'close').then(([code, signal]) =>
    signal === null ? `exit ${code}` : `signal ${signal}`,
  )
  let over = false
  void ended.then(() => {
    over = true
  })

  async function moreLines(count: number): Promise<void> {
    const wanted = lines.length + count
    while (lines.length < wanted) {
      if (over) throw new Error(`the writer ${name} ended after ${lines.length} lines`)
      await Promise.race([once(reader, 'line'), ended])
    }
  }
  return { lines, moreLines, ended, kill: () => void child.kill('SIGKILL') }
}
