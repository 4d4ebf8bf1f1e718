import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** How a test run ended. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/**
 * Counts the tests of a run. A file that could not be loaded or whose hooks failed, and an error outside of every test,
 * count as one failed test each. With `skippedFails`, a skipped test counts as failed: where everything must be at
 * hand, a tool that is missing must not look like success.
 */
export function countTests(
  modules: readonly TestModule[],
  strayErrors: number,
  skippedFails: boolean,
): TestCounts {
  const tests = modules.flatMap(module => [...module.children.allTests()])
  const count = (state: string): number => tests.filter(test => test.result().state === state).length
  const brokenFiles = modules.filter(module => module.errors().length > 0).length
  const failed = count('failed') + count('pending') + brokenFiles + strayErrors
  const skipped = count('skipped')
  return skippedFails
    ? { passed: count('passed'), failed: failed + skipped, skipped: 0 }
    : { passed: count('passed'), failed, skipped }
}

/** A run of a few chosen tests skips all the others. */
const MOST_NAMED = 50

/** What the tests ran on, when it is not what it stands for: told by the title of a test, and said at the end. */
export interface Remark {
  readonly title: RegExp
  /** Gets what the expression found. */
  readonly says: (found: string) => string
}

export interface SummaryOptions {
  readonly skippedFails: boolean
  readonly remarks?: readonly Remark[]
}

/**
 * A vitest reporter that names each test that was skipped, says the remarks, and makes `N passed, N failed, N skipped`
 * the last line of the output. With `skippedFails` a skipped test makes the run fail.
 */
export function testSummary({ skippedFails, remarks = [] }: SummaryOptions): Reporter {
  return {
    onTestRunEnd(modules, errors) {
      const { passed, failed, skipped } = countTests(modules, errors.length, skippedFails)
      const lines = [...skippedLines(modules, skippedFails), ...remarkLines(modules, remarks)]
      if (failed > 0) process.exitCode = 1
      // At exit, because vitest's own report comes after this call.
      process.once('exit', () => {
        for (const line of lines) process.stdout.write(`${line}\n`)
        process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
      })
    },
  }
}

function skippedLines(modules: readonly TestModule[], skippedFails: boolean): string[] {
  const skipped = modules.flatMap(module => [...module.children.allTests('skipped')])
  const how = skippedFails ? 'skipped, which fails here' : 'skipped'
  const named = skipped.slice(0, MOST_NAMED).map(test => `${how}: ${titleOf(test)}`)
  return skipped.length > MOST_NAMED ? [...named, `${how}: ${skipped.length - MOST_NAMED} more`] : named
}

/** Each once, whichever tests it concerns. */
function remarkLines(modules: readonly TestModule[], remarks: readonly Remark[]): string[] {
  const titles = modules.flatMap(module => [...module.children.allTests()].map(test => test.fullName))
  const lines = remarks.flatMap(({ title, says }) =>
    titles.flatMap(each => title.exec(each)?.[0] ?? []).map(says),
  )
  return [...new Set(lines)]
}

function titleOf(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`
}
