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

/**
 * A vitest reporter that makes `N passed, N failed, N skipped` the last line of the output. With `skippedFails` it names
 * each skipped test and makes the run fail.
 */
export function testSummary({ skippedFails }: { skippedFails: boolean }): Reporter {
  return {
    onTestRunEnd(modules, errors) {
      const { passed, failed, skipped } = countTests(modules, errors.length, skippedFails)
      const missing = skippedFails ? modules.flatMap(module => [...module.children.allTests('skipped')]) : []
      if (failed > 0) process.exitCode = 1
      // At exit, because vitest's own report comes after this call.
      process.once('exit', () => {
        for (const test of missing) process.stdout.write(`skipped, which fails here: ${titleOf(test)}\n`)
        process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
      })
    },
  }
}

function titleOf(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`
}
