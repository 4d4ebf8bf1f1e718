import type { Outcome } from './plan.ts'

/** How many updates share a write at most: fewer than a document keeps operation ids, so that each is still known. */
const LARGEST_GROUP = 8

interface Waiting<A, T> {
  readonly asked: A
  readonly settle: (outcome: Outcome<T>) => void
}

/**
 * Updates of one document, of one process, wait in one line: side by side they would only take the document from each
 * other. Those who wait while a write is under way go together in the next one.
 */
export class UpdateQueues<A, T> {
  readonly #run: (id: string, group: readonly A[]) => Promise<readonly Outcome<T>[]>
  readonly #queues = new Map<string, Waiting<A, T>[]>()

  /** `run` does the first of the group, one at least, and answers for them; it never rejects. */
  constructor(run: (id: string, group: readonly A[]) => Promise<readonly Outcome<T>[]>) {
    this.#run = run
  }

  add(id: string, asked: A): Promise<Outcome<T>> {
    return new Promise(settle => {
      const queue = this.#queues.get(id)
      if (queue !== undefined) queue.push({ asked, settle })
      else void this.#serve(id, [{ asked, settle }])
    })
  }

  async #serve(id: string, queue: Waiting<A, T>[]): Promise<void> {
    this.#queues.set(id, queue)
    do {
      // Lets this turn's other updates, and those whose answers lie in the sockets, join the group.
      await new Promise(resolve => setImmediate(resolve))
      // Chosen before anything is read: a guard must see what was acknowledged before it was asked for.
      const group = queue.slice(0, LARGEST_GROUP)
      const outcomes = await this.#run(
        id,
        group.map(({ asked }) => asked),
      )
      for (const [at, { settle }] of queue.splice(0, outcomes.length).entries())
        settle(outcomes[at] as Outcome<T>)
    } while (queue.length > 0)
    this.#queues.delete(id)
  }
}
