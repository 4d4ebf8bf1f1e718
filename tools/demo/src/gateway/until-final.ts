import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectError } from '@connectrpc/connect'
import { isForNow, retryAfterMs } from './errors.ts'

/** A call that got no final answer for so long never will. */
const PATIENCE_MS = 120_000
const LONGEST_PAUSE_MS = 2_000

export interface Asking {
  readonly signal: AbortSignal
  /** Called for each answer that was not final. */
  readonly onNotYet?: (error: ConnectError) => void
}

/**
 * Makes the call again until its answer is final, with growing, jittered pauses, or as long ones as the answer asks for.
 * Rejects with the final error, with the last one after two minutes, or with the signal's reason.
 */
export async function untilFinal<T>(call: () => Promise<T>, { signal, onNotYet }: Asking): Promise<T> {
  const startedAt = performance.now()
  for (let tries = 1; ; tries++) {
    try {
      return await call()
    } catch (err) {
      signal.throwIfAborted()
      const error = ConnectError.from(err)
      if (!isForNow(error) || performance.now() - startedAt > PATIENCE_MS) throw error
      onNotYet?.(error)
      await sleep(pauseMs(error, tries), undefined, { signal })
    }
  }
}

function pauseMs(error: ConnectError, tries: number): number {
  const jitter = 1 + Math.random() / 2
  return (retryAfterMs(error) ?? Math.min(50 * 2 ** tries, LONGEST_PAUSE_MS)) * jitter
}
