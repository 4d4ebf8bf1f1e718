/** Lets so many work at once, and so many wait for it, the first come first. */
export class Turns {
  readonly #limits: { readonly atOnce: number; readonly waiting: number }
  readonly #tooMany: () => Error
  readonly #waiting = new Set<() => void>()
  #running = 0

  /** `tooMany` makes the error for those who find no place to wait. */
  constructor(limits: { readonly atOnce: number; readonly waiting: number }, tooMany: () => Error) {
    this.#limits = limits
    this.#tooMany = tooMany
  }

  /** Does the work when it is its turn. Rejects with the signal's reason when that aborts while waiting. */
  async take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted()
    if (this.#running < this.#limits.atOnce) this.#running += 1
    else await this.#wait(signal)
    try {
      return await work()
    } finally {
      this.#pass()
    }
  }

  #wait(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size >= this.#limits.waiting) throw this.#tooMany()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const leave = () => {
      this.#waiting.delete(begin)
      reject(signal.reason)
    }
    const begin = () => {
      signal.removeEventListener('abort', leave)
      resolve()
    }
    this.#waiting.add(begin)
    signal.addEventListener('abort', leave, { once: true })
    return promise
  }

  /** Whoever ends hands its place on, so that nobody who comes now gets before those who wait. */
  #pass(): void {
    const [next] = this.#waiting
    if (!next) {
      this.#running -= 1
      return
    }
    this.#waiting.delete(next)
    next()
  }
}
