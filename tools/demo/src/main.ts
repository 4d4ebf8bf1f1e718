import { randomBytes } from 'node:crypto'
import { HELP, parseArguments } from './arguments.ts'
import { playDemo } from './demo.ts'
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
    const report = await playDemo(asked, { progress, run, signal: interruption.signal })
    print(report.text)
    print(timings(progress))
    process.exitCode = report.isGood ? 0 : 1
  }
} catch (err) {
  const reason = interruption.signal.aborted ? interruption.signal.reason : err
  process.stderr.write(`demo: ${reason instanceof Error ? reason.message : String(reason)}\n`)
  process.exitCode = interruption.signal.aborted ? INTERRUPTED : 1
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
