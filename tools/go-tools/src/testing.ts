import { join } from 'node:path'
import { type GoTool, goTool } from './go-tool.ts'
import { GoToolsError } from './go-tools-error.ts'
import type { Environment } from './run-go.ts'

/** Where tests keep what they built: the checkout's own cache. */
export const CACHE_DIR = join(import.meta.dirname, '..', '..', '..', '.cache', 'go')

/** A program to test with, or the reason why there is none on this machine. */
export interface TestTool {
  /** For the titles of tests: its name and version, or why they are skipped. */
  readonly name: string
  /** Empty when there is one. */
  readonly missing: string
  /** Where it is; empty when there is none. */
  readonly path: string
}

/** Go's own installer puts it there, which not every shell has on its `PATH`. */
export function withUsualPlace(env: Environment): Environment {
  return { ...env, PATH: [env.PATH, '/usr/local/go/bin'].filter(Boolean).join(':') }
}

/** Finds the program, or builds it into the checkout's cache; to be awaited where a test file begins. */
export async function goToolForTests(tool: GoTool, env: Environment): Promise<TestTool> {
  const title = `${tool.module} ${tool.version}`
  try {
    return {
      name: title,
      missing: '',
      path: await goTool(tool, { cacheDir: CACHE_DIR, env: withUsualPlace(env) }),
    }
  } catch (error) {
    if (!(error instanceof GoToolsError)) throw error
    return { name: `${title}, skipped: ${error.message}`, missing: error.message, path: '' }
  }
}
