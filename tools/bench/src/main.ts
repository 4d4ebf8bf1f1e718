import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { runProgram, type Surroundings } from '@rewards/command-line'
import { type BenchOptions, HELP, parseArguments } from './arguments.ts'
import { runBench } from './bench.ts'
import { report } from './report/report.ts'
import { telemetryReport } from './report/telemetry.ts'
import { runTelemetryBench } from './telemetry/bench.ts'

process.exitCode = await runProgram('bench', async surroundings => {
  const { say } = surroundings
  const asked = parseArguments(process.argv.slice(2))
  if (asked.help) say(HELP)
  else {
    const { help: _, ...options } = asked
    const [result, text] = await measured(options, surroundings)
    await mkdir(dirname(options.json), { recursive: true })
    await writeFile(options.json, `${JSON.stringify(result, null, 2)}\n`)
    say(`\n${text}\n\nAll of it as JSON: ${options.json}`)
  }
  return 0
})

async function measured(
  options: BenchOptions,
  terminal: Surroundings,
): Promise<[result: unknown, text: string]> {
  const surroundings = { env: process.env, ...terminal }
  const { telemetryRounds: rounds } = options
  if (rounds === undefined) {
    const result = await runBench(options, surroundings)
    return [result, report(result)]
  }
  const result = await runTelemetryBench({ ...options, rounds }, surroundings)
  return [result, telemetryReport(result)]
}
