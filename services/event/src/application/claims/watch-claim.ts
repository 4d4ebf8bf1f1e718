import type { Stored } from '@rewards/store'
import type { Claim } from '../../domain/claim.ts'
import { getClaim, type Viewer } from './get-claim.ts'
import type { ClaimPorts } from './ports.ts'

/** Hints may be lost: without one the claim is looked at this often. */
const POLL_MS = 2_000

export interface WatchPorts extends Pick<ClaimPorts, 'claims' | 'events'> {
  /** Calls `listener` after each change of the claim that a hint told of; until the returned function is called. */
  readonly onChange: (claimId: string, listener: () => void) => () => void
}

export interface WatchClaimRequest {
  readonly claimId: string
  /** Only states with a greater rev. */
  readonly afterRev: number
  readonly viewer: Viewer
}

export type WatchClaim = (request: WatchClaimRequest, signal: AbortSignal) => AsyncGenerator<Stored<Claim>>

/** The claim as it is, and again whenever it has changed, until it is closed or nobody listens any more. */
export function watchClaim(ports: WatchPorts): WatchClaim {
  return async function* ({ claimId, afterRev, viewer }, signal) {
    let seen = afterRev
    const bell = new Bell()
    const unsubscribe = ports.onChange(claimId, () => bell.ring())
    signal.addEventListener('abort', () => bell.ring(), { once: true })
    try {
      while (!signal.aborted) {
        const claim = await getClaim(ports)(claimId, viewer)
        if (claim.rev > seen) yield claim
        const isNews = claim.rev > seen
        seen = Math.max(seen, claim.rev)
        if (isOver(claim.value, isNews)) return
        await bell.rung(POLL_MS)
      }
    } finally {
      unsubscribe()
    }
  }
}

/** SUCCESS is final. A FAILED claim may be tried again: who saw it before waits for that. */
function isOver({ state }: Claim, isNews: boolean): boolean {
  return state === 'SUCCESS' || (state === 'FAILED' && isNews)
}

/** Remembers a ring until somebody waits for it, so that none is missed while the claim is read. */
class Bell {
  #isRung = false
  #wake: (() => void) | undefined

  ring(): void {
    this.#isRung = true
    this.#wake?.()
  }

  /** Resolves at the next ring (or at once after one that nobody waited for), or after `ms`. */
  async rung(ms: number): Promise<void> {
    if (!this.#isRung) await this.#next(ms)
    this.#isRung = false
  }

  #next(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ms)
    this.#wake = resolve
    return promise.finally(() => clearTimeout(timer))
  }
}
