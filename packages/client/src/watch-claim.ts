import type { Client } from '@connectrpc/connect'
import { type Claim, type ClaimService, ClaimState } from '@rewards/contracts/event'
import { callFailed } from './rewards-error.ts'
import type { Session } from './session/session.ts'
import type { SessionKeeper } from './session/session-keeper.ts'
import type { Surroundings } from './surroundings.ts'
import { isUnauthenticated, withToken } from './transport/authorised.ts'
import { pauseBefore } from './transport/repeating.ts'

export interface WatchOptions {
  /** The `rev` of the state that was seen already: only newer ones come. Default 0: the present one, and what follows. */
  readonly afterRev?: number
  /** Ends the watch, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

export interface WatchParts {
  readonly claims: Client<typeof ClaimService>
  readonly sessions: SessionKeeper
  readonly surroundings: Surroundings
}

export type WatchClaim = (claimId: string, options?: WatchOptions) => AsyncGenerator<Claim, void, undefined>

/**
 * A stream is opened anew after so long, from where it was: nothing else tells of a connection whose other end has gone
 * without a word.
 */
export const STREAM_WITHIN_MS = 60_000
/** So many streams in a row may break early; with their pauses that takes about 20 s, longer when asked to wait. */
export const MOST_BREAKS = 12
/** What broke after this had worked. */
const LASTING_MS = 5_000

/** See `RewardsClient.watchClaim`. */
export function claimWatcher(parts: WatchParts): WatchClaim {
  const { now } = parts.surroundings
  return async function* watch(claimId, { afterRev = 0, signal } = {}) {
    let rev = afterRev
    let breaks = 0
    let session = await parts.sessions.current(signal)
    while (true) {
      const openedAt = now()
      try {
        for await (const claim of states(parts.claims, { claimId, afterRev: rev }, session, signal)) {
          ;[rev, breaks] = [claim.rev, 0]
          yield claim
          if (isClosed(claim)) return
        }
        return
      } catch (error) {
        breaks = now() - openedAt > LASTING_MS ? 1 : breaks + 1
        session = await afterBreak(parts, error, { session, breaks, signal })
      }
    }
  }
}

/** What was yielded is news to whoever watches: with its end, theirs has come, also when the stream broke right after it. */
function isClosed({ state }: Claim): boolean {
  return state === ClaimState.SUCCESS || state === ClaimState.FAILED
}

interface Break {
  readonly session: Session | undefined
  /** How many early ones in a row, from 1. */
  readonly breaks: number
  readonly signal: AbortSignal | undefined
}

/** The session to go on with, when it is time to; rejects when there is no going on. */
async function afterBreak(
  { sessions, surroundings }: WatchParts,
  error: unknown,
  { session, breaks, signal }: Break,
): Promise<Session | undefined> {
  signal?.throwIfAborted()
  if (isUnauthenticated(error) && breaks === 1) {
    const next = await sessions.next(session, signal)
    if (next) return next
  }
  const pauseMs = breaks < MOST_BREAKS ? pauseBefore(error, breaks, surroundings.random) : undefined
  if (pauseMs === undefined) throw callFailed(error, signal)
  await surroundings.sleep(pauseMs, signal)
  return sessions.current(signal)
}

/** What one stream tells. It is closed when nobody listens any more. */
async function* states(
  claims: Client<typeof ClaimService>,
  request: { readonly claimId: string; readonly afterRev: number },
  session: Session | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Claim> {
  const listening = new AbortController()
  const both = signal ? AbortSignal.any([signal, listening.signal]) : listening.signal
  const options = { headers: withToken(undefined, session), signal: both, timeoutMs: STREAM_WITHIN_MS }
  try {
    for await (const { claim } of claims.watchClaim(request, options)) if (claim) yield claim
  } finally {
    listening.abort()
  }
}
