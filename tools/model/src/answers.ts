import { RewardsError } from '@rewards/errors'
import type { Acceptance } from '../../../services/event/src/application/claims/claim-reward.ts'
import type { Claim } from '../../../services/event/src/domain/claim.ts'
import { Violation } from './checker.ts'

/** A call to claim, as its caller sees it. */
export interface Call {
  readonly claimId: string
  readonly key: string | undefined
  /** What calls under the same key were told before this one began. */
  readonly toldBefore: string | undefined
}

/** How many units of a limited reward there were. */
export interface Stock {
  readonly eventId: string
  readonly rewardId: string
  readonly units: number
}

/** Writes down what callers are told, and holds it against the promises. */
export class Answers {
  /** claim and key → the acceptance that was told. */
  readonly #byKey = new Map<string, string>()
  readonly #accepted: (Call & { readonly attempt: number })[] = []
  readonly #soldOut: (readonly Stock[])[] = []

  begin(claimId: string, key: string | undefined): Call {
    return { claimId, key, toldBefore: key === undefined ? undefined : this.#byKey.get(`${claimId} ${key}`) }
  }

  accepted(call: Call, acceptance: Acceptance): void {
    const told = JSON.stringify(acceptance)
    this.#accepted.push({ ...call, attempt: acceptance.attempt })
    if (call.key === undefined) {
      const again = this.#accepted.filter(
        other =>
          other.key === undefined && other.claimId === call.claimId && other.attempt === acceptance.attempt,
      )
      if (again.length > 1) throw new Violation(`one OK for each attempt without a key: ${told}`)
      return
    }
    const before = this.#byKey.get(`${call.claimId} ${call.key}`)
    if (before !== undefined && before !== told)
      throw new Violation(`the same key, the same answer: ${before} then ${told}`)
    this.#byKey.set(`${call.claimId} ${call.key}`, told)
  }

  refused(call: Call, error: unknown): void {
    if (!(error instanceof RewardsError)) throw error
    const isFinal = error.kind !== 'unavailable'
    if (isFinal && call.toldBefore !== undefined)
      throw new Violation(`an acceptance stands: ${call.toldBefore} then ${error.reason}`)
  }

  /** A caller was told that one of these is sold out, when there were so many. */
  soldOut(oneOf: readonly Stock[]): void {
    this.#soldOut.push(oneOf)
  }

  /** When quiet. */
  check(claims: ReadonlyMap<string, Claim>, issued: (eventId: string, rewardId: string) => number): void {
    for (const { claimId, attempt } of this.#accepted)
      if (
        !claims
          .get(claimId)
          ?.attempts.some(({ no, acceptedBy }) => no === attempt && acceptedBy !== undefined)
      )
        throw new Violation(`every accepted answer has its attempt: ${claimId} ${attempt}`)
    for (const oneOf of this.#soldOut)
      if (!oneOf.some(({ eventId, rewardId, units }) => issued(eventId, rewardId) >= units))
        throw new Violation(`sold out is final: ${JSON.stringify(oneOf)} were not all issued`)
  }
}
