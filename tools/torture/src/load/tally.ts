import type { Outcome } from '../log/entries.ts'

/** How many calls there were, and how they ended. */
export interface Counts {
  readonly inFlight: number
  readonly accepted: number
  /** By reason. */
  readonly refused: Readonly<Record<string, number>>
  readonly unknown: number
}

/** Counts calls as they begin and end. */
export class Tally {
  #inFlight = 0
  #accepted = 0
  #unknown = 0
  readonly #refused = new Map<string, number>()

  get counts(): Counts {
    return {
      inFlight: this.#inFlight,
      accepted: this.#accepted,
      refused: Object.fromEntries(this.#refused),
      unknown: this.#unknown,
    }
  }

  begun(): void {
    this.#inFlight++
  }

  ended(outcome: Outcome): void {
    this.#inFlight--
    if (outcome.kind === 'ok') this.#accepted++
    else if (outcome.kind === 'unknown') this.#unknown++
    else this.#refused.set(outcome.reason, (this.#refused.get(outcome.reason) ?? 0) + 1)
  }
}

/** All refusals together. */
export function refusedIn({ refused }: Counts): number {
  return Object.values(refused).reduce((sum, count) => sum + count, 0)
}
