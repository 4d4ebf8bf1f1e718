import type { Outcome } from '../log/entries.ts'

/** How many calls there were, and how they ended. */
export interface Counts {
  readonly inFlight: number
  readonly accepted: number
  /** How many claims those are of. */
  readonly claims: number
  /** By reason. */
  readonly refused: Readonly<Record<string, number>>
  readonly unknown: number
}

/** Counts calls as they begin and end. */
export class Tally {
  #inFlight = 0
  #accepted = 0
  #unknown = 0
  readonly #claims = new Set<string>()
  readonly #refused = new Map<string, number>()

  get counts(): Counts {
    return {
      inFlight: this.#inFlight,
      accepted: this.#accepted,
      claims: this.#claims.size,
      refused: Object.fromEntries(this.#refused),
      unknown: this.#unknown,
    }
  }

  begun(): void {
    this.#inFlight++
  }

  ended(outcome: Outcome): void {
    this.#inFlight--
    if (outcome.kind === 'ok') this.#taken(outcome.claimId)
    else if (outcome.kind === 'unknown') this.#unknown++
    else this.#refused.set(outcome.reason, (this.#refused.get(outcome.reason) ?? 0) + 1)
  }

  #taken(claimId: string): void {
    this.#accepted++
    this.#claims.add(claimId)
  }
}

/** All refusals together. */
export function refusedIn({ refused }: Counts): number {
  return Object.values(refused).reduce((sum, count) => sum + count, 0)
}
