/** Why there is no Chromium, as one sentence. */
export class BrowserError extends Error {
  override readonly name = 'BrowserError'
}
