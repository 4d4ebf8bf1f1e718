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
    const { scheduler, random } = this.#surface
    const life = this.#life
    const isAlive = () => life === this.#life
    return new Promise((resolve, reject) => {
      scheduler.add(async () => {
        const { writeLost, answerLost, dieBefore, dieAfter } = this.#surface.faults
        if (isAlive() && random.chance(dieBefore)) this.crash()
        if (!isAlive()) return writes && random.chance(0.5) ? ignore(work()) : undefined
        if (writes && random.chance(writeLost)) return reject(lost())
        const outcome = work()
        await ignore(outcome)
        if (random.chance(dieAfter)) this.crash()
        if (!isAlive()) return
        if (writes && random.chance(answerLost)) return reject(lost())
        const answer = () => (isAlive() ? outcome.then(resolve, reject) : undefined)
        return random.chance(0.3) ? scheduler.add(answer) : answer()
      })
    })
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
