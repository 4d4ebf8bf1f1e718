/** Something that tells when it is over. */
interface Closing {
  once(event: 'close', listener: () => void): unknown
}

/** Things that are open, such as calls or connections. */
export class StillOpen<T extends Closing> {
  readonly #open = new Set<T>()
  #whenIdle: (() => void) | undefined

  get size(): number {
    return this.#open.size
  }

  add(item: T): void {
    this.#open.add(item)
    item.once('close', () => {
      this.#open.delete(item)
      if (this.#open.size === 0) this.#whenIdle?.()
    })
  }

  /** Resolves when nothing is open, or after `limitMs`; says whether nothing is. */
  async idle(limitMs: number): Promise<boolean> {
    if (this.#open.size === 0) return true
    const { promise, resolve } = Promise.withResolvers<boolean>()
    this.#whenIdle = () => resolve(true)
    const timer = setTimeout(resolve, limitMs, false)
    return promise.finally(() => clearTimeout(timer))
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#open.values()
  }
}
