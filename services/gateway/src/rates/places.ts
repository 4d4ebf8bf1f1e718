/** How many things are open by key, such as the calls of a user. Remembers only keys that have something open. */
export class Places {
  readonly #taken = new Map<string, number>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#taken.size
  }

  /** How many of the key's are open. */
  taken(key: string): number {
    return this.#taken.get(key) ?? 0
  }

  /** Takes one; the function gives it back, and must be called once. `undefined` when the key has all it may. */
  take(key: string): (() => void) | undefined {
    const taken = this.taken(key)
    if (taken >= this.#most) return undefined
    this.#taken.set(key, taken + 1)
    return () => this.#giveBack(key)
  }

  #giveBack(key: string): void {
    const taken = this.taken(key)
    if (taken > 1) this.#taken.set(key, taken - 1)
    else this.#taken.delete(key)
  }
}
