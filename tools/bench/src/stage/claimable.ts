import type { User } from './users.ts'

/** Claims that can be made: every user once with every event. */
export class Claimable {
  readonly #users: readonly User[]
  readonly #eventIds: readonly string[]
  #taken = 0

  constructor(users: readonly User[], eventIds: readonly string[]) {
    this.#users = users
    this.#eventIds = eventIds
  }

  /** How many were given by `next`. */
  get taken(): number {
    return this.#taken
  }

  /** A pair that was not given before; `undefined` when all were. */
  next(): { readonly user: User; readonly eventId: string } | undefined {
    const user = this.#users[this.#taken % this.#users.length]
    const eventId = this.#eventIds[Math.floor(this.#taken / this.#users.length)]
    if (!user || eventId === undefined) return undefined
    this.#taken++
    return { user, eventId }
  }
}
