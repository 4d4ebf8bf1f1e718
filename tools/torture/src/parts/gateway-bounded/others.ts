import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectError } from '@connectrpc/connect'
import type { Claimer } from '../../stage/stage.ts'
import type { World } from '../../system/world.ts'

const EVERY_MS = 50

/** Somebody who does nothing but call now and then, while others attack. */
export class Other {
  served = 0
  readonly problems: string[] = []
  readonly #world: World
  readonly #user: Claimer

  constructor(world: World, user: Claimer) {
    this.#world = world
    this.#user = user
  }

  /** Calls until the work has ended. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const ended = new AbortController()
    const calling = this.#callUntil(ended.signal)
    try {
      return await work()
    } finally {
      ended.abort()
      await calling
    }
  }

  async #callUntil(ended: AbortSignal): Promise<void> {
    const { gateways, signal } = this.#world
    do {
      try {
        await gateways.any().claims.listMyClaims({}, await this.#user.account.options(signal))
        this.served++
      } catch (err) {
        this.problems.push(ConnectError.from(err).message)
      }
      await sleep(EVERY_MS)
    } while (!ended.aborted)
  }
}
