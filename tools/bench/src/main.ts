import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HELP, parseArguments } from './arguments.ts'
import { runBench } from './bench.ts'
import { report } from './report/report.ts'

const INTERRUPTED = 130

// A Ctrl-C may arrive more than once, from the terminal and from npm; the first one counts.
const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)))

try {
  const asked = parseArguments(process.argv.slice(2))
  if (asked.help) print(HELP)
  else {
    const { help: _, ...options } = asked
    const result = await runBench(options, { env: process.env, say: print, signal: interruption.signal })
    await mkdir(dirname(options.json), { recursive: true })
    await writeFile(options.json, `${JSON.stringify(result, null, 2)}\n`)
    print(`\n${report(result)}\n\nAll of it as JSON: ${options.json}`)
  }
} catch (err) {
  const reason = interruption.signal.aborted ? interruption.signal.reason : err
  process.stderr.write(`bench: ${reason instanceof Error ? reason.message : String(reason)}\n`)
  process.exitCode = interruption.signal.aborted ? INTERRUPTED : 1
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
