import { setTimeout as sleep } from 'node:timers/promises'
import type { Outcome } from '../log/entries.ts'
import { TortureError } from '../torture-error.ts'
import { type Claiming, claimOnce } from './claim.ts'
import type { Request } from './requests.ts'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1_000
/** No fault lasts so long. */
const PATIENCE_MS = 180_000

/**
 * Makes the same call, which must have a key, until its answer is final; each call is written down. Rejects with a
 * `TortureError` after three minutes.
 */
export async function claimToEnd(claiming: Claiming, request: Request): Promise<Outcome> {
  const startedAt = performance.now()
  for (let tries = 0; ; tries++) {
    claiming.signal.throwIfAborted()
    const outcome = await claimOnce(claiming, request)
    if (outcome.kind !== 'unknown') return outcome
    if (performance.now() - startedAt > PATIENCE_MS)
      throw new TortureError(`a claim got no final answer for ${PATIENCE_MS / 1_000} s: ${outcome.code}`)
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS)
    await sleep(pauseMs, undefined, { signal: claiming.signal })
  }
}

/** A request of this user for this event, which is repeated under this key. */
export function persistent(user: Request['user'], eventId: string, key: string): Request {
  return { user, eventId, key, persistent: true, together: 1, again: false }
}
