import { Agent } from 'undici'

/** An answer is a reference and some codes; a larger one is none. */
const MAX_ANSWER_BYTES = 64 * 1024
/** As many as messages are handled at once. */
const MAX_CONNECTIONS = 64
const IDLE_MS = 10_000

/** Connections to one provider: kept for a while, bounded in number, one call at a time on each. */
export function openDispatcher(timeoutMs: number): Agent {
  return new Agent({
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: IDLE_MS,
    maxResponseSize: MAX_ANSWER_BYTES,
    maxHeaderSize: 16 * 1024,
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })
}
