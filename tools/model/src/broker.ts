import type { Process, Surface } from './process.ts'

type Consumer = (process: Process, message: unknown) => Promise<void>

/** A broker that loses, repeats, reorders and delays, and may forget everything. */
export class Broker {
  readonly #surface: Surface
  readonly #consumers = new Map<
    string,
    { readonly processes: readonly Process[]; readonly consume: Consumer }
  >()
  #late: (() => void)[] = []
  #generation = 0

  constructor(surface: Surface) {
    this.#surface = surface
  }

  subscribe(subject: string, processes: readonly Process[], consume: Consumer): void {
    this.#consumers.set(subject, { processes, consume })
  }

  publish(subject: string, message: unknown): void {
    const { random, faults } = this.#surface
    if (random.chance(faults.messageLost)) return
    this.#enqueue(subject, message)
    while (random.chance(faults.messageRepeated)) this.#enqueue(subject, message)
    if (random.chance(faults.messageRepeated)) this.#late.push(() => this.#enqueue(subject, message))
  }

  /** Everything on its way is gone. */
  wipe(): void {
    this.#generation += 1
  }

  /** Some of what was held back arrives: messages that are older than much that happened since. */
  deliverLate(): void {
    const { random } = this.#surface
    const late = this.#late.splice(0)
    for (const deliver of late)
      if (random.chance(0.4)) deliver()
      else this.#late.push(deliver)
  }

  #enqueue(subject: string, message: unknown): void {
    const generation = this.#generation
    this.#surface.scheduler.add(() => {
      if (generation === this.#generation) this.#deliver(subject, message)
    })
  }

  #deliver(subject: string, message: unknown): void {
    const consumer = this.#consumers.get(subject)
    const process = consumer?.processes[this.#surface.random.below(consumer.processes.length)]
    if (!consumer || !process) throw new Error(`nobody consumes ${subject}`)
    consumer.consume(process, message).catch(() => this.#enqueue(subject, message))
  }
}
