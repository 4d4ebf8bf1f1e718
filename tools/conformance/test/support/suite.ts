import { GoToolsError } from '@rewards/go-tools'
import { CACHE_DIR, withUsualPlace } from '@rewards/go-tools/testing'
import { type SuiteFiles, suiteFiles } from '../../src/index.ts'

/** The suite to test with, or the reason why there is none on this machine. */
export interface Suite {
  /** For the titles of tests. */
  readonly name: string
  /** Empty when there is one. */
  readonly missing: string
  /** Rejects when there is none. */
  readonly files: () => Promise<SuiteFiles>
}

/** Finds the suite, or builds it into the checkout's cache; to be awaited where a test file begins. */
export async function suiteForTests(env: NodeJS.ProcessEnv): Promise<Suite> {
  const name = 'the Connect conformance suite'
  try {
    const files = await suiteFiles({ cacheDir: CACHE_DIR, env: withUsualPlace(env) })
    return { name, missing: '', files: async () => files }
  } catch (error) {
    if (!(error instanceof GoToolsError)) throw error
    const { message } = error
    return { name: `${name}, skipped: ${message}`, missing: message, files: () => Promise.reject(error) }
  }
}
