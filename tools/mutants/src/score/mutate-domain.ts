import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { copyRepository } from '../copy.ts'
import { type Place, runNode } from '../program.ts'
import type { Domain } from './domains.ts'
import { type Score, scoreOf } from './mutation-report.ts'

export interface Mutating extends Omit<Place, 'root'> {
  /** How many mutants are tried side by side. */
  readonly lanes: number
  /** Progress, line by line. */
  readonly tell: (text: string) => void
}

const VITEST_CONFIG = 'vitest.score.config.mjs'
const STRYKER_CONFIG = 'stryker.config.json'
const REPORT = 'mutation-score.json'
const LONGEST_MS = 3 * 3_600_000

/**
 * Lets StrykerJS mutate a domain in a copy of the repository, one mutant at a time, each tried with the tests that reach it.
 * Rejects with what it said last when it could not, or with the signal's reason.
 */
export async function mutateDomain(domain: Domain, { lanes, tell, ...place }: Mutating): Promise<Score> {
  using copy = copyRepository()
  const { root } = copy
  const { resolve } = createRequire(import.meta.url)
  const stryker = join(dirname(resolve('@stryker-mutator/core/package.json')), 'bin', 'stryker.js')
  const config = strykerConfig(domain, resolve('@stryker-mutator/vitest-runner'), lanes)
  writeFileSync(join(root, VITEST_CONFIG), vitestConfig(domain))
  writeFileSync(join(root, STRYKER_CONFIG), JSON.stringify(config))
  const { code, output } = await runNode(
    [stryker, 'run', STRYKER_CONFIG],
    { ...place, root },
    {
      tell,
      longestMs: LONGEST_MS,
    },
  )
  if (code !== 0) throw new Error(`the domain ${domain.name} could not be mutated:\n${output}`)
  return scoreOf(JSON.parse(readFileSync(join(root, REPORT), 'utf8')))
}

/** What is evaluated once, when a module is loaded, is left out: each such mutant would need every test. */
function strykerConfig({ mutates }: Domain, runner: string, lanes: number) {
  return {
    mutate: mutates,
    testRunner: 'vitest',
    plugins: [runner],
    vitest: { configFile: VITEST_CONFIG, related: false },
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    tsconfigFile: 'none.json',
    inPlace: true,
    concurrency: lanes,
    reporters: ['progress-append-only', 'json'],
    jsonReporter: { fileName: REPORT },
    allowConsoleColors: false,
    logLevel: 'warn',
  }
}

function vitestConfig({ tests }: Domain): string {
  const test = { include: tests, pool: 'forks', testTimeout: 30_000, hookTimeout: 120_000 }
  return `export default ${JSON.stringify({ test })}\n`
}
