import { randomInt } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HELP, parseArguments, type TortureOptions } from './arguments.ts'
import { interruption } from './interruption.ts'
import type { Report } from './report/report.ts'
import { reportText } from './report/text.ts'
import { operationsIn, torture } from './torture.ts'

const INTERRUPTED = 130

const signal = interruption()

try {
  const asked = parseArguments(process.argv.slice(2), randomInt(2 ** 32))
  if (asked.help) print(HELP)
  else process.exitCode = await run(asked)
} catch (err) {
  const reason = signal.aborted ? signal.reason : err
  process.stderr.write(`torture: ${reason instanceof Error ? reason.message : String(reason)}\n`)
  process.exitCode = signal.aborted ? INTERRUPTED : 1
}

/** Resolves to the exit code. What a run that went wrong left behind is kept for a look. */
async function run({ help: _, ...options }: TortureOptions & { help: false }): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-torture-'))
  let isWanted = true
  try {
    const report = await torture(options, { env: process.env, folder, say: print, signal })
    if (options.report !== undefined) await writeReport(options.report, report, folder)
    print(reportText(report))
    isWanted = report.isComplete && !report.isGood
    if (!report.isComplete) return INTERRUPTED
    return report.isGood ? 0 : 1
  } finally {
    if (isWanted && !signal.aborted) print(`Its data, logs and operations: ${folder}`)
    else await rm(folder, { recursive: true, force: true })
  }
}

async function writeReport(dir: string, report: Report, folder: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  await copyFile(operationsIn(folder), join(dir, 'operations.jsonl'))
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
