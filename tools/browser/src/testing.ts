import { join } from 'node:path'
import type { Browser } from 'puppeteer-core'
import { BrowserError } from './browser-error.ts'
import { findChromium } from './find.ts'
import { openChromium } from './open.ts'
import type { Environment } from './run-tool.ts'

const CACHE_DIR = join(import.meta.dirname, '..', '..', '..', '.cache', 'chromium')

/** A Chromium to test with, or the reason why there is none on this machine. */
export interface TestChromium {
  /** For the titles of tests: its version, or why they are skipped. */
  readonly name: string
  /** Empty when there is one. */
  readonly missing: string
  /** Starts it, to be closed by the test. Throws when there is none. */
  open(): Promise<Browser>
}

/** Finds a Chromium, or unpacks it into the repository's cache; to be awaited where a test file begins. */
export async function chromiumForTests(env: Environment): Promise<TestChromium> {
  try {
    const found = await findChromium({ cacheDir: CACHE_DIR, env })
    return { name: `Chromium ${found.version}`, missing: '', open: () => openChromium(found) }
  } catch (error) {
    if (!(error instanceof BrowserError)) throw error
    const { message } = error
    return { name: `Chromium, skipped: ${message}`, missing: message, open: () => Promise.reject(error) }
  }
}
