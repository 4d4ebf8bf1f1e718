import type { Random } from '../random.ts'
import type { Claimer } from '../stage/stage.ts'

/** A user's wish to claim an event, and how they go about it. */
export interface Request {
  readonly user: Claimer
  readonly eventId: string
  /** The idempotency key of all of its calls. */
  readonly key?: string
  /** Whether an unknown call is made again until it has a final answer. Only with a key. */
  readonly persistent: boolean
  /** How many calls are made at once. */
  readonly together: number
  /** Whether the call is made once more after it was answered. Only with a key. */
  readonly again: boolean
}

/** So many events are open before requests of the next ones mix with those who come back to earlier ones. */
const BACK_AFTER = 2

/** What is to be claimed next: every user each event once, and many of them a second time later. */
export class Requests {
  readonly #random: Random
  readonly #queue: Request[] = []
  /** Those who come back, by how many events have to be opened before. */
  readonly #later: Request[][] = []
  #keys = 0

  constructor(random: Random) {
    this.#random = random
  }

  get waiting(): number {
    return this.#queue.length
  }

  /** Adds an event that can be claimed now. */
  add(eventId: string, users: readonly Claimer[]): void {
    const first = users.map(user => this.#request(user, eventId))
    const back = users.filter(() => this.#random.chance(0.4)).map(user => this.#request(user, eventId))
    this.#later.push(back)
    const returning = this.#later.length > BACK_AFTER ? (this.#later.shift() ?? []) : []
    this.#queue.push(...this.#random.shuffled([...first, ...returning]))
  }

  next(): Request | undefined {
    return this.#queue.shift()
  }

  #request(user: Claimer, eventId: string): Request {
    const random = this.#random
    const persistent = random.chance(0.6)
    const hasKey = persistent || random.chance(0.3)
    return {
      user,
      eventId,
      persistent,
      together: random.chance(0.15) ? random.between(2, 3) : 1,
      again: persistent && random.chance(0.15),
      ...(hasKey && { key: `request-${this.#keys++}` }),
    }
  }
}
