import { ClaimService, ClaimState } from '@rewards/contracts/event'
import { type Channel, type Client, createClient } from '@rewards/rpc'
import { type Percentiles, percentilesOf } from '../load/percentiles.ts'
import type { OnAccepted } from './claims.ts'

/** One in so many claims is watched, so that the watching itself weighs little. */
const ONE_IN = 20
const WITHIN_MS = 60_000

/** Sees some of the claims being granted as their users do: by WatchClaim, through the gateway. */
export class Watcher {
  readonly #claims: Client<typeof ClaimService>
  readonly #latenciesMs: number[] = []
  readonly #watches: Promise<void>[] = []
  readonly #failures: unknown[] = []
  #accepted = 0

  constructor(channel: Channel) {
    this.#claims = createClient(ClaimService, channel)
  }

  readonly onAccepted: OnAccepted = claim => {
    if (this.#accepted++ % ONE_IN === 0) this.#watches.push(this.#watch(claim))
  }

  /** From making a claim until its user was told of its success, milliseconds. Rejects when a watch failed. */
  async seenMs(): Promise<Percentiles> {
    await Promise.all(this.#watches)
    if (this.#failures.length > 0) throw this.#failures[0]
    return percentilesOf(this.#latenciesMs)
  }

  /** Never rejects. */
  async #watch({ claimId, token, startedAt }: Parameters<OnAccepted>[0]): Promise<void> {
    try {
      for await (const { claim } of this.#claims.watchClaim({ claimId }, { token, timeoutMs: WITHIN_MS }))
        if (claim?.state === ClaimState.SUCCESS) this.#latenciesMs.push(performance.now() - startedAt)
    } catch (err) {
      this.#failures.push(err)
    }
  }
}
