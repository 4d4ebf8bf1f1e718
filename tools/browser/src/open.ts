import { type Browser, launch } from 'puppeteer-core'
import type { Chromium } from './chromium.ts'

/**
 * Starts it without a window, with an empty profile of its own that goes when it is closed. Whoever opens it closes it.
 * Only for pages of one's own: it runs without its sandbox, which neither root nor most containers can have.
 */
export function openChromium({ path, env }: Chromium): Promise<Browser> {
  return launch({
    executablePath: path,
    env: { ...env },
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    timeout: 60_000,
  })
}
