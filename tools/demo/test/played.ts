import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')
const children: ChildProcess[] = []

/** `npm run demo` with these options. */
export function demo(options: readonly string[], env: NodeJS.ProcessEnv = process.env): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return child
}

/** Ends by force what a failed test left. */
export function endDemos(): void {
  for (const child of children) child.kill('SIGKILL')
}

export async function ended(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (output += chunk))
  await once(child, 'close')
  return { code: child.exitCode, output }
}

/** Resolves when the child has said it; never, when it ends before: then the test times out. */
export function said(child: ChildProcess, words: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let output = ''
  child.stdout?.on('data', chunk => {
    output += chunk
    if (output.includes(words)) resolve()
  })
  return promise
}
