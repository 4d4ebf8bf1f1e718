import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Catcher } from './mutant.ts'
import { type Place, runNode } from './program.ts'

/**
 * What a catcher said of the code. `green`: all is well. `caught`: it ran, and an expectation failed; `because`: the first
 * that did. `broken`: it could not run, so that it says nothing.
 */
export type Verdict = { readonly kind: 'green' | 'caught' | 'broken'; readonly because: string }

/** Runs a catcher. Rejects when the signal aborts. */
export async function runCatcher(catcher: Catcher, place: Place): Promise<Verdict> {
  return 'file' in catcher ? runTests(catcher, place) : runModel(catcher, place)
}

/** A fixed seed: whether a mutant is caught must not be a matter of luck. */
const SEED = 5

async function runModel(
  { scenarios }: Extract<Catcher, { scenarios: number }>,
  place: Place,
): Promise<Verdict> {
  const program = ['tools/model/src/main.ts', '--runs', String(scenarios), '--seed', String(SEED)]
  const { code, output } = await runNode(program, place)
  if (code === 0) return { kind: 'green', because: '' }
  const violation = /^.*Violation: .*$/m.exec(output)?.[0]
  return violation ? { kind: 'caught', because: violation.trim() } : { kind: 'broken', because: output }
}

/** The part of vitest's report, which is Jest's, that is read here. */
interface TestReport {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly message?: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages: readonly string[] | null
    }[]
  }[]
}

async function runTests(
  { file, titles }: Extract<Catcher, { file: string }>,
  place: Place,
): Promise<Verdict> {
  const report = join(place.root, 'mutants-report.json')
  rmSync(report, { force: true })
  const asked = [
    file,
    '--bail=1',
    '--reporter=json',
    `--outputFile=${report}`,
    ...(titles === '' ? [] : ['-t', titles]),
  ]
  const { output } = await runNode(['node_modules/vitest/vitest.mjs', 'run', ...asked], place)
  try {
    return verdictOf(JSON.parse(readFileSync(report, 'utf8')))
  } catch (error) {
    return { kind: 'broken', because: `${error}\n${output}` }
  }
}

/** What no expectation says: the code was not even run, or not as it is written. */
const BROKEN = /^(SyntaxError|ReferenceError|Error: (Cannot find|Failed to (load|resolve)|Transform failed))/

/** Exported for its test. */
export function verdictOf({ numPassedTests, testResults }: TestReport): Verdict {
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.flatMap(({ status, fullName, failureMessages }) =>
      status === 'failed' ? [{ fullName, message: failureMessages?.[0] ?? '' }] : [],
    ),
  )
  const seen = failed.find(({ message }) => !BROKEN.test(message))
  if (seen) return { kind: 'caught', because: `${seen.fullName}: ${firstLine(seen.message)}` }
  const problem = failed[0]?.message || testResults.find(({ message }) => message)?.message
  if (problem) return { kind: 'broken', because: problem }
  return numPassedTests > 0 ? { kind: 'green', because: '' } : { kind: 'broken', because: 'no test was run' }
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.slice(0, 200) ?? ''
}
