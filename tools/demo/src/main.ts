import { randomBytes } from 'node:crypto'
import { HELP, parseArguments } from './arguments.ts'
import { playDemo } from './demo.ts'
import { DemoError } from './demo-error.ts'
import { Progress } from './progress.ts'

const INTERRUPTED = 130

// A Ctrl-C may arrive more than once, from the terminal and from npm; the first one counts.
const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)))

try {
  const asked = parseArguments(process.argv.slice(2))
  if (asked.help) print(HELP)
  else {
    const progress = new Progress(print, () => performance.now())
    const run = randomBytes(4).toString('hex')
    const { signal } = interruption
    const mongodbUrl = process.env.MONGODB_URL || undefined
    const report = await playDemo(asked, { progress, run, signal, mongodbUrl })
    print(report.text)
    print(timings(progress))
    process.exitCode = report.isGood ? 0 : 1
  }
} catch (err) {
  const { aborted, reason } = interruption.signal
  if (aborted) complain(reason)
  if (!aborted || err instanceof DemoError) complain(err)
  process.exitCode = aborted ? INTERRUPTED : 1
}

function complain(err: unknown): void {
  process.stderr.write(`demo: ${err instanceof Error ? err.message : String(err)}\n`)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function timings(progress: Progress): string {
  return progress
    .timings()
    .map(({ name, tookMs }) => `${name} ${(tookMs / 1000).toFixed(1)} s`)
    .join(', ')
}
