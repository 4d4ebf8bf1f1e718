import type { Surroundings } from '@rewards/store'
import type { Faults } from './faults.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

/** What all processes of a run share. */
export interface Surface {
  readonly scheduler: Scheduler
  readonly random: Random
  /** Mutable: all zero once everything has become quiet. */
  faults: Faults
}

const LONGEST_STALL_MS = 90_000

interface Io<T> {
  readonly work: () => Promise<T>
  readonly writes: boolean
  /** What the process learns when the outcome is unknown. */
  readonly lost: () => Error
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
  /** Whether the process is still in the life in which it began to wait. */
  readonly isAlive: () => boolean
}

/**
 * A simulated process. Whatever it waits for belongs to its present life: after a crash nothing of it comes back, and
 * a write that was on its way may have taken place or not.
 */
export class Process {
  readonly name: string
  readonly #surface: Surface
  readonly #skewMs: number
  #life = 0
  #named = 0

  constructor(name: string, surface: Surface, skewMs: number) {
    this.name = name
    this.#surface = surface
    this.#skewMs = skewMs
  }

  crash(): void {
    this.#life += 1
  }

  now(): number {
    return this.#surface.scheduler.now + this.#skewMs
  }

  newId(kind: string): string {
    this.#named += 1
    return `${kind}_${this.name}_${this.#named}`
  }

  random(): number {
    return this.#surface.random.next()
  }

  /** Something that the process waits for. `work` takes place at once when its turn comes; the answer comes later. */
  io<T>(work: () => Promise<T>, { writes }: { writes: boolean }, lost: () => Error): Promise<T> {
    const life = this.#life
    return new Promise((resolve, reject) => {
      const turn = () =>
        this.#turn({ work, writes, lost, resolve, reject, isAlive: () => life === this.#life })
      this.#inTime(turn)
    })
  }

  /** When the turn comes: soon, or much later when the process stands still. */
  #inTime(turn: () => unknown): void {
    const { scheduler, random, faults } = this.#surface
    if (random.chance(faults.stall)) scheduler.after(1 + random.below(LONGEST_STALL_MS), turn)
    else scheduler.add(turn)
  }

  async #turn<T>({ work, writes, lost, resolve, reject, isAlive }: Io<T>): Promise<void> {
    const { scheduler, random, faults } = this.#surface
    if (isAlive() && random.chance(faults.dieBefore)) this.crash()
    if (!isAlive()) return writes && random.chance(0.5) ? ignore(work()) : undefined
    if (writes && random.chance(faults.writeLost)) return reject(lost())
    const outcome = work()
    await ignore(outcome)
    if (random.chance(faults.dieAfter)) this.crash()
    if (!isAlive()) return
    if (writes && random.chance(faults.answerLost)) return reject(lost())
    const answer = () => (isAlive() ? outcome.then(resolve, reject) : undefined)
    if (random.chance(0.3)) scheduler.add(answer)
    else answer()
  }

  /** What a store over this process's driver needs. */
  surroundings(): Surroundings {
    return {
      now: () => this.#surface.scheduler.now,
      sleep: ms => this.#surface.scheduler.sleep(ms),
      random: () => this.#surface.random.next(),
      newOperationId: () => this.newId('o'),
    }
  }
}

async function ignore(work: Promise<unknown>): Promise<void> {
  await work.then(
    () => {},
    () => {},
  )
}
