import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * What happens to bytes on their way. `held`: none arrives until the passage is another one, and then all do, as after a
 * network that was gone for a while. `swallowed`: they never arrive.
 */
export type Passage = 'open' | 'held' | 'swallowed' | { readonly delayMs: number }

/** The sender is read no further while so many pieces wait. */
const MOST_WAITING = 64

/** One direction of a connection. Bytes that arrive do so in order, whatever the passage was meanwhile. */
export class Lane {
  readonly #from: Socket
  readonly #to: Socket
  #passage: Passage = 'open'
  #opened = Promise.withResolvers<void>()
  #last: Promise<void> = Promise.resolve()
  #waiting = 0
  #isTorn: boolean = false

  constructor(from: Socket, to: Socket) {
    this.#from = from
    this.#to = to
    this.#opened.resolve()
    from.on('data', (chunk: Buffer) => this.#take(chunk))
    from.on('end', () => void this.#last.then(() => to.end()))
  }

  /** Bytes were swallowed: what follows makes no sense to the receiver. */
  get isTorn(): boolean {
    return this.#isTorn
  }

  set passage(passage: Passage) {
    this.#passage = passage
    this.#opened.resolve()
    if (passage === 'held') this.#opened = Promise.withResolvers()
  }

  #take(chunk: Buffer): void {
    const passage = this.#passage
    if (passage === 'swallowed') this.#isTorn = true
    else if (passage === 'open' && this.#waiting === 0) this.#to.write(chunk)
    else this.#queue(chunk, typeof passage === 'object' ? performance.now() + passage.delayMs : 0)
  }

  #queue(chunk: Buffer, notBefore: number): void {
    this.#waiting++
    if (this.#waiting >= MOST_WAITING) this.#from.pause()
    this.#last = this.#last.then(async () => {
      const earlyMs = notBefore - performance.now()
      if (earlyMs > 0) await sleep(earlyMs)
      await this.#opened.promise
      this.#to.write(chunk)
      this.#waiting--
      this.#from.resume()
    })
  }
}
