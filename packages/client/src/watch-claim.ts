import type { Client } from '@connectrpc/connect'
import { type Claim, type ClaimService, ClaimState } from '@rewards/contracts/event'
import { callFailed, RewardsError } from './rewards-error.ts'
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
/** A refresh was repeated already before it failed. */
const BREAKS_OF_A_REFRESH = 4
/** A stream that broke after this had worked. */
const LASTING_MS = 5_000

/** See `RewardsClient.watchClaim`. */
export function claimWatcher({ claims, sessions, surroundings }: WatchParts): WatchClaim {
  return async function* watch(claimId, { afterRev = 0, signal } = {}) {
    const breaks = new Breaks(surroundings)
    let rev = afterRev
    let session = await sessions.current(signal)
    let refusal: unknown // of the session, until there is another
    while (true) {
      try {
        if (refusal !== undefined) session = await nextAfter(refusal, session, sessions, signal)
        refusal = undefined
        breaks.opened()
        for await (const claim of states(claims, { claimId, afterRev: rev }, session, signal)) {
          rev = claim.rev
          breaks.forget()
          yield claim
          if (isClosed(claim)) return
        }
        return
      } catch (error) {
        signal?.throwIfAborted()
        if (breaks.mayRenew(error)) refusal = error
        else await pauseOrThrow(error, breaks, { sessions, surroundings }, signal)
        if (refusal === undefined) session = await sessions.current(signal)
      }
    }
  }
}

async function nextAfter(
  refusal: unknown,
  refused: Session | undefined,
  sessions: SessionKeeper,
  signal: AbortSignal | undefined,
): Promise<Session> {
  const next = await sessions.next(refused, signal)
  if (!next) throw refusal
  return next
}

/** Waits before the next try; throws what the watcher is told when there shall be none. */
async function pauseOrThrow(
  error: unknown,
  breaks: Breaks,
  { sessions, surroundings }: Omit<WatchParts, 'claims'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  // Of a refresh that failed the session is still kept; of a sign-in, which may not be repeated, there is none.
  const mayGoOn = !(error instanceof RewardsError) || (await sessions.kept()) !== undefined
  const pauseMs = mayGoOn ? breaks.pauseAfter(error) : undefined
  if (pauseMs === undefined) throw callFailed(error, signal)
  await surroundings.sleep(pauseMs, signal)
}

/** What was yielded is news to whoever watches: with its end, theirs has come, also when the stream broke right after it. */
function isClosed({ state }: Claim): boolean {
  return state === ClaimState.SUCCESS || state === ClaimState.FAILED
}

/** What broke since something worked. */
class Breaks {
  #count = 0
  #isRenewed = false
  #openedAt: number | undefined
  readonly #around: Surroundings

  constructor(around: Surroundings) {
    this.#around = around
  }

  opened(): void {
    this.#openedAt = this.#around.now()
  }

  /** A state came. */
  forget(): void {
    this.#count = 0
    this.#isRenewed = false
  }

  /** Whether the next token may help: once, until something worked. */
  mayRenew(error: unknown): boolean {
    if (this.#openedAt !== undefined && this.#around.now() - this.#openedAt > LASTING_MS) this.forget()
    this.#openedAt = undefined
    const may = isUnauthenticated(error) && !this.#isRenewed
    this.#isRenewed ||= may
    return may
  }

  /** How long to wait before the next stream; `undefined` when there shall be none. */
  pauseAfter(error: unknown): number | undefined {
    const isOfRefresh = error instanceof RewardsError
    this.#count += isOfRefresh ? BREAKS_OF_A_REFRESH : 1
    if (this.#count >= MOST_BREAKS) return undefined
    return pauseBefore(isOfRefresh ? error.cause : error, this.#count, this.#around.random)
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
