import { RewardsError } from '@rewards/errors'
import type { HttpResponse, OnePort } from '../listen/one-port.ts'
import type { StillOpen } from '../listen/still-open.ts'

/** How long answers may take to leave once their calls are over. */
const FLUSH_MS = 500

/** The two moments of a stop, as signals with the error that callers get. */
export interface Stopping {
  /** The stop begins: streams end. */
  readonly begun: AbortController
  /** Calls had their time: what is left ends. */
  readonly over: AbortController
}

/** Takes nothing new, ends streams, lets calls end within `graceMs`, ends the rest, and frees the port. */
export async function drain(
  port: OnePort,
  calls: StillOpen<HttpResponse>,
  { begun, over }: Stopping,
  graceMs: number,
): Promise<void> {
  const why = new RewardsError('unavailable', 'SHUTTING_DOWN', 'this gateway is shutting down', {
    retryAfterMs: 1_000,
  })
  port.stopAccepting()
  for (const response of calls) if ('shouldKeepAlive' in response) response.shouldKeepAlive = false
  begun.abort(why)
  await calls.idle(graceMs)
  over.abort(why)
  await calls.idle(FLUSH_MS)
  await port.close(FLUSH_MS)
}
