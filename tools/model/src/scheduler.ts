import { setImmediate as turn } from 'node:timers/promises'
import type { Random } from './random.ts'

type Task = () => unknown

/**
 * Runs what the simulated processes wait for, one thing at a time, in an order that chance picks. Between two tasks
 * every process runs on until it waits again.
 */
export class Scheduler {
  readonly #random: Random
  readonly #tasks: Task[] = []
  #sleepers: { readonly at: number; readonly wake: () => void }[] = []
  /** Epoch ms of the simulated world. */
  now = 1_800_000_000_000

  constructor(random: Random) {
    this.#random = random
  }

  get idle(): boolean {
    return this.#tasks.length === 0
  }

  add(task: Task): void {
    this.#tasks.push(task)
  }

  /** The task joins the others once so much time has passed. */
  after(ms: number, task: Task): void {
    this.#sleepers.push({ at: this.now + ms, wake: () => this.add(task) })
  }

  sleep(ms: number): Promise<void> {
    return new Promise(wake => this.#sleepers.push({ at: this.now + ms, wake }))
  }

  /** Lets time pass, and wakes those who slept so long. */
  async advance(ms: number): Promise<void> {
    this.now += ms
    const awake = this.#sleepers.filter(({ at }) => at <= this.now)
    this.#sleepers = this.#sleepers.filter(({ at }) => at > this.now)
    for (const { wake } of awake) wake()
    if (awake.length > 0) await turn()
  }

  /** Runs up to `most` tasks; false when there was none. */
  async run(most: number, shallGoOn: () => boolean): Promise<boolean> {
    await turn()
    for (let i = 0; i < most && this.#tasks.length > 0 && shallGoOn(); i++) {
      const [task] = this.#tasks.splice(this.#random.below(this.#tasks.length), 1)
      const running = task?.()
      if (running instanceof Promise) await running
      await turn()
    }
    return this.#tasks.length > 0
  }

  /** Runs until nothing waits any more, letting time pass for those who sleep. */
  async drain(shallGoOn: () => boolean): Promise<void> {
    while (shallGoOn()) {
      await this.run(Number.POSITIVE_INFINITY, shallGoOn)
      const first = Math.min(...this.#sleepers.map(({ at }) => at))
      if (first === Number.POSITIVE_INFINITY) return
      await this.advance(first - this.now)
    }
  }
}
