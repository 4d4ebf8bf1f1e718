import type { Logger } from './logger.ts'

/** Things to stop, the last added first. */
export class StopSteps {
  readonly #steps: { name: string; stop: () => Promise<void> | void }[] = []
  readonly #logger: Logger

  constructor(logger: Logger) {
    this.#logger = logger
  }

  add(name: string, stop: () => Promise<void> | void): void {
    this.#steps.push({ name, stop })
  }

  /** Runs every step once, one after the other; `false` when one of them threw (which is logged). */
  async runAll(): Promise<boolean> {
    let clean = true
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step.stop()
        this.#logger.debug({ step: step.name }, 'stopped')
      } catch (err) {
        clean = false
        this.#logger.error({ err, step: step.name }, 'a step of the stop failed')
      }
    }
    return clean
  }
}
