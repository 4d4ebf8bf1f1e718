import type { Store } from '@rewards/store'
import { Process } from '../steps/process.ts'
import type { Watch } from '../steps/watch.ts'

/** A service that runs in a process. */
export interface Running {
  readonly process: Process
  close(): Promise<void>
}

export interface ReplicasOptions<R extends Running> {
  readonly count: number
  readonly watch: Watch
  readonly open: () => Promise<Store>
  readonly start: (process: Process, store: Store) => R
}

/**
 * The processes of one service over the same files. Who dies stays dead while another one serves; when none does, those
 * who died are started anew, with nothing but the files.
 */
export class Replicas<R extends Running> {
  readonly #options: ReplicasOptions<R>
  #all: R[] = []
  #turns = 0

  constructor(options: ReplicasOptions<R>) {
    this.#options = options
  }

  /** Those that serve; at least one. */
  async serving(): Promise<readonly R[]> {
    while (this.#serving().length === 0) await this.#start()
    return this.#serving()
  }

  /** One that serves; they take turns. */
  async next(): Promise<R> {
    const serving = await this.serving()
    return serving[this.#turns++ % serving.length] as R
  }

  async startAll(): Promise<void> {
    for (let i = 0; i < this.#options.count; i++) await this.#start()
  }

  async close(): Promise<void> {
    for (const running of this.#all) await running.close()
  }

  #serving(): R[] {
    return this.#all.filter(({ process }) => process.serves)
  }

  async #start(): Promise<void> {
    const { count, watch, open, start } = this.#options
    const process = new Process(watch, { freezes: count > 1 })
    this.#all.push(start(process, await open()))
  }
}
