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
export const MOST_BREAKS = 16
/** A stream that broke after this had worked. */
const LASTING_MS = 5_000

/** See `RewardsClient.watchClaim`. */
export function claimWatcher({ claims, sessions, surroundings }: WatchParts): WatchClaim {
  return async function* watch(claimId, { afterRev = 0, signal } = {}) {
    const breaks = new Breaks(surroundings.now)
    let rev = afterRev
    let session = await sessions.current(signal)
    while (true) {
      breaks.opened()
      try {
        for await (const claim of states(claims, { claimId, afterRev: rev }, session, signal)) {
          rev = claim.rev
          breaks.forget()
          yield claim
          if (isClosed(claim)) return
        }
        return
      } catch (error) {
        signal?.throwIfAborted()
        const next = breaks.mayRenew(error) ? await sessions.next(session, signal) : undefined
        const pauseMs = next ? 0 : breaks.pauseAfter(error, surroundings.random)
        if (pauseMs === undefined) throw callFailed(error, signal)
        if (pauseMs > 0) await surroundings.sleep(pauseMs, signal)
        session = next ?? (await sessions.current(signal))
      }
    }
  }
}

/** What was yielded is news to whoever watches: with its end, theirs has come, also when the stream broke right after it. */
function isClosed({ state }: Claim): boolean {
  return state === ClaimState.SUCCESS || state === ClaimState.FAILED
}

/** What broke since something worked. */
class Breaks {
  #count = 0
  #isRenewed = false
  #openedAt = 0
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  opened(): void {
    this.#openedAt = this.#now()
  }

  /** A state came. */
  forget(): void {
    this.#count = 0
    this.#isRenewed = false
  }

  /** Whether the next token may help: once, until something worked. */
  mayRenew(error: unknown): boolean {
    if (this.#now() - this.#openedAt > LASTING_MS) this.forget()
    const may = isUnauthenticated(error) && !this.#isRenewed
    this.#isRenewed ||= may
    return may
  }

  /** How long to wait before the next stream; `undefined` when there shall be none. */
  pauseAfter(error: unknown, random: () => number): number | undefined {
    this.#count++
    return this.#count < MOST_BREAKS ? pauseBefore(error, this.#count, random) : undefined
  }
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
  const stream = claims.watchClaim(request, options)[Symbol.asyncIterator]()
  try {
    for (let next = await stream.next(); !next.done; next = await stream.next())
      if (next.value.claim) yield next.value.claim
  } finally {
    listening.abort()
    // Only who reads on lets go of the deadline's timer, for which a process would stay alive.
    stream.next().catch(() => undefined)
  }
}
