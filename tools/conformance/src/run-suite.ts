import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { openStand } from './stand.ts'
import type { SuiteFiles } from './suite-files.ts'

const FOLDER = join(import.meta.dirname, '..')
const RELAY = join(import.meta.dirname, 'relay.ts')

/** How a run of the suite ended. */
export interface SuiteResult {
  readonly cases: number
  readonly passed: number
  readonly failed: number
  /** Failures that `known-failing.txt` names. */
  readonly known: number
  /** What the runner wrote: each failure with its case's name. */
  readonly output: string
}

/** Runs every case of `config.yaml` against the gateway; `only` chooses by the suite's patterns. */
export async function runSuite(files: SuiteFiles, only: readonly string[] = []): Promise<SuiteResult> {
  await using stand = await openStand(files)
  const settings = ['--mode', 'server', '--conf', join(FOLDER, 'config.yaml'), '--max-servers', '2']
  const known = ['--known-failing', `@${join(FOLDER, 'known-failing.txt')}`]
  const command = ['--', process.execPath, RELAY, String(stand.port)]
  const args = [...settings, ...known, ...only.flatMap(pattern => ['--run', pattern]), ...command]
  const child = spawn(files.runner, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return resultOf(`${output}${errors}`)
}

function resultOf(output: string): SuiteResult {
  const figure = (pattern: RegExp) => Number(pattern.exec(output)?.[1] ?? 0)
  return {
    cases: figure(/^Total cases: (\d+)$/m),
    passed: figure(/^(\d+) passed, \d+ failed$/m),
    failed: figure(/^\d+ passed, (\d+) failed$/m),
    known: figure(/^\((\d+) failed as expected/m),
    output,
  }
}
