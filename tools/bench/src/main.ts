import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type BenchOptions, HELP, parseArguments } from './arguments.ts'
import { runBench } from './bench.ts'
import { report } from './report/report.ts'
import { telemetryReport } from './report/telemetry.ts'
import { runTelemetryBench } from './telemetry/bench.ts'

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
    const [result, text] = await measured(options)
    await mkdir(dirname(options.json), { recursive: true })
    await writeFile(options.json, `${JSON.stringify(result, null, 2)}\n`)
    print(`\n${text}\n\nAll of it as JSON: ${options.json}`)
  }
} catch (err) {
  const reason = interruption.signal.aborted ? interruption.signal.reason : err
  process.stderr.write(`bench: ${reason instanceof Error ? reason.message : String(reason)}\n`)
  process.exitCode = interruption.signal.aborted ? INTERRUPTED : 1
}

async function measured(options: BenchOptions): Promise<[result: unknown, text: string]> {
  const surroundings = { env: process.env, say: print, signal: interruption.signal }
  const { telemetryRounds: rounds } = options
  if (rounds === undefined) {
    const result = await runBench(options, surroundings)
    return [result, report(result)]
  }
  const result = await runTelemetryBench({ ...options, rounds }, surroundings)
  return [result, telemetryReport(result)]
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
