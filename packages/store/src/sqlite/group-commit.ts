import type { DatabaseSync } from 'node:sqlite'
import { StoreUnavailable } from '../errors.ts'
import type { Surroundings } from '../surroundings.ts'
import { isBusy } from './failures.ts'
import { type Outcome, runTogether } from './transaction.ts'
import { whenFree } from './when-free.ts'

/** Bounds how long one commit keeps the event loop. */
const LARGEST_GROUP = 256

interface Waiting {
  readonly run: () => unknown
  readonly settle: (outcome: Outcome) => void
}

/**
 * Commits waiting operations together: one synced commit costs as much as a hundred operations. A group forms by
 * itself, of what is asked for in one turn of the event loop and of what came in during the commit before.
 */
export class GroupCommit {
  readonly #db: DatabaseSync
  readonly #patienceMs: number
  readonly #surroundings: Surroundings
  #waiting: Waiting[] = []
  #running: Promise<void> | undefined

  constructor(db: DatabaseSync, patienceMs: number, surroundings: Surroundings) {
    this.#db = db
    this.#patienceMs = patienceMs
    this.#surroundings = surroundings
  }

  /** `operation` is synchronous and writes with one statement at most, its last. Settles after the commit. */
  run<R>(operation: () => R): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const settle = (outcome: Outcome) =>
        'error' in outcome ? reject(outcome.error) : resolve(outcome.value as R)
      this.#waiting.push({ run: operation, settle })
      this.#running ??= this.#commitAll()
    })
  }

  /** Resolves when nothing waits and nothing runs. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  async #commitAll(): Promise<void> {
    do {
      // Lets this turn's other operations, and those whose answers lie in the sockets, join the group.
      await new Promise(resolve => setImmediate(resolve))
      await this.#commitGroup()
    } while (this.#waiting.length > 0)
    this.#running = undefined
  }

  async #commitGroup(): Promise<void> {
    let size = 0
    const commit = () => {
      // Chosen anew at each try, so that those who came while the lock was taken go along.
      const group = this.#waiting.slice(0, LARGEST_GROUP)
      size = group.length
      return runTogether(
        this.#db,
        group.map(({ run }) => run),
      )
    }
    try {
      const outcomes = await whenFree(commit, this.#patienceMs, this.#surroundings)
      this.#settle(size, at => outcomes[at] as Outcome)
    } catch (error) {
      // A lock that is not given up concerns all who wait, not just the first of them.
      if (isBusy(error)) this.#settle(this.#waiting.length, () => ({ error: new StoreUnavailable(error) }))
      else this.#settle(size, () => ({ error }))
    }
  }

  #settle(size: number, outcomeAt: (at: number) => Outcome): void {
    const group = this.#waiting.slice(0, size)
    this.#waiting = this.#waiting.slice(size)
    for (const [at, { settle }] of group.entries()) settle(outcomeAt(at))
  }
}
