import type { Mailer } from '../../application/mails.ts'

/** A caller waits no longer than this for a mail to be taken. */
const TIMEOUT_MS = 5_000

/**
 * Gives mails to whatever sends them: one POST of JSON each, `{kind, to, displayName, locale?, token?, expiresAt?}`; any status
 * of 200 to 299 means that it was taken. A redirection is a failure: the token goes nowhere else.
 */
export function httpMailer(url: string): Mailer {
  return {
    async send({ expiresAtMs, ...mail }) {
      const expiresAt = expiresAtMs === undefined ? undefined : new Date(expiresAtMs).toISOString()
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...mail, expiresAt }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      await response.body?.cancel()
      if (!response.ok) throw new Error(`the mailer answered ${response.status}`)
    },
  }
}
