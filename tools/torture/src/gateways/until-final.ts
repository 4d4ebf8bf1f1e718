import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectError } from '@connectrpc/connect'
import { TortureError } from '../torture-error.ts'
import { refused } from './outcome.ts'

/** A call that got no final answer for so long never will: no fault lasts that long. */
const PATIENCE_MS = 120_000
const LONGEST_PAUSE_MS = 1_000

/**
 * Makes a call that may be repeated until it is answered. Rejects with a `ConnectError` when it is refused for good,
 * with a `TortureError` that names `what` after two minutes, or with the signal's reason.
 */
export async function untilFinal<T>(what: string, call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const startedAt = performance.now()
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted()
    try {
      return await call()
    } catch (err) {
      const error = ConnectError.from(err)
      if (refused(error).kind === 'failed') throw error
      if (performance.now() - startedAt > PATIENCE_MS)
        throw new TortureError(
          `${what} got no final answer for ${PATIENCE_MS / 1_000} s; the last: ${error.message}`,
        )
    }
    await sleep(Math.min(20 * 2 ** tries, LONGEST_PAUSE_MS), undefined, { signal })
  }
}
