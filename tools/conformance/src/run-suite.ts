import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Overrides } from '../../../services/gateway/src/gateway-service.ts'
import { openStand } from './stand.ts'
import type { SuiteFiles } from './suite-files.ts'
import { type SuiteResult, suiteResult } from './suite-result.ts'

const FOLDER = join(import.meta.dirname, '..')
const RELAY = join(import.meta.dirname, 'relay.ts')

/** Where the cases are named that are known to fail, by the suite's patterns, one a line. */
export const KNOWN_FAILING = join(FOLDER, 'known-failing.txt')

/** A run that takes longer is ended; it takes a minute where nothing else runs. */
const LONGEST_MS = 150_000

/** What a run may have otherwise. */
export interface SuiteOptions {
  /** The cases, by the suite's patterns. Default: all. */
  readonly only?: string
  /** The cases that must fail, by a pattern or the file with a `@` before it. Default: those of `known-failing.txt`. */
  readonly knownFailing?: string
  /** Rules of the gateway that are replaced. */
  readonly overrides?: Partial<Overrides>
}

/** Runs the cases of `config.yaml` against a gateway of its own, and stops that again. */
export async function runSuite(
  files: SuiteFiles,
  { only, knownFailing = `@${KNOWN_FAILING}`, overrides = {} }: SuiteOptions = {},
): Promise<SuiteResult> {
  await using stand = await openStand(files, overrides)
  const settings = ['--mode', 'server', '-v', '--conf', join(FOLDER, 'config.yaml'), '--max-servers', '2']
  const cases = ['--known-failing', knownFailing, ...(only === undefined ? [] : ['--run', only])]
  const args = [...settings, ...cases, '--', process.execPath, RELAY, String(stand.port)]
  const child = spawn(files.runner, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: LONGEST_MS })
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return suiteResult(`${output}${errors}`, code === 0)
}
