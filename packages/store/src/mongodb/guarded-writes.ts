import type { Kept, OperationId } from '../driver.ts'
import { OutcomeUnknown, StoreUnavailable, UniqueViolation } from '../errors.ts'
import type { CollectionDeclaration, Decide, Document, Updated } from '../port.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Documents } from './documents.ts'
import { type Asked, type Outcome, type Plan, Planner } from './plan.ts'
import { nextOf } from './stored-form.ts'
import { tries } from './tries.ts'
import { UpdateQueues } from './update-queues.ts'

/** The commands that a guarded write is made of. */
export type Commands = Pick<Documents, 'get' | 'insert' | 'replace'>

/** Writes of one collection: each is a compare-and-set of the rev that was read by majority. */
export class GuardedWrites<T extends Document> {
  readonly #commands: Commands
  readonly #declaration: CollectionDeclaration
  readonly #surroundings: Surroundings
  readonly #planner: Planner<T>
  readonly #updates: UpdateQueues<Asked<T>, T>

  constructor(commands: Commands, declaration: CollectionDeclaration, surroundings: Surroundings) {
    this.#commands = commands
    this.#declaration = declaration
    this.#surroundings = surroundings
    this.#planner = new Planner(declaration)
    this.#updates = new UpdateQueues((id, group) => this.#updateGroup(id, group))
  }

  async insertOnce(id: string, value: T, operationId: OperationId): Promise<boolean> {
    const kept = nextOf(this.#declaration, id, undefined, value, operationId)
    if (await this.#inserted(kept)) return true
    // A majority may not have the winner yet; until it has, it may still be undone.
    for await (const _ of tries(this.#surroundings)) {
      const winner = await this.#commands.get(id)
      if (winner !== undefined) return winner.operations.includes(operationId)
    }
    throw new OutcomeUnknown(new Error(`${this.#declaration.name} ${id} is not with a majority yet`))
  }

  async update(id: string, decide: Decide<T>, operationId: OperationId): Promise<Updated<T>> {
    const outcome = await this.#updates.add(id, { decide, operationId })
    if ('error' in outcome) throw outcome.error
    return outcome.answer
  }

  /** False when the document is there already, though MongoDB may have looked at another index first. */
  async #inserted(kept: Kept): Promise<boolean> {
    try {
      return await this.#commands.insert(kept)
    } catch (error) {
      if (error instanceof UniqueViolation && (await this.#commands.get(kept.id)) !== undefined) return false
      throw error
    }
  }

  async #updateGroup(id: string, group: readonly Asked<T>[]): Promise<readonly Outcome<T>[]> {
    try {
      for await (const _ of tries(this.#surroundings)) {
        const read = await this.#commands.get(id)
        const outcomes = await this.#written(read, this.#planner.plan(id, read, group))
        if (outcomes !== undefined) return outcomes
      }
      throw new StoreUnavailable(new Error(`too many write to ${this.#declaration.name} ${id}`))
    } catch (error) {
      return group.map(() => ({ error }))
    }
  }

  /** Nothing when the document was changed meanwhile. */
  async #written(
    read: Kept | undefined,
    { next, outcomes, settled }: Plan<T>,
  ): Promise<readonly Outcome<T>[] | undefined> {
    if (next === undefined) return outcomes
    try {
      const isWritten = read ? this.#commands.replace(read.rev, next) : this.#commands.insert(next)
      return (await isWritten) ? outcomes : undefined
    } catch (error) {
      return outcomes.map((outcome, at) => (at < settled ? outcome : { error }))
    }
  }
}
