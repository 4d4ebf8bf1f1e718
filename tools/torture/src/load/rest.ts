/** Pauses that can be cut short for everybody at once. */
export class Rest {
  readonly #wakes = new Set<() => void>()

  /** Resolves after so many milliseconds, or when all are woken. */
  pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      const wake = () => {
        clearTimeout(timer)
        this.#wakes.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      this.#wakes.add(wake)
    })
  }

  wakeAll(): void {
    for (const wake of [...this.#wakes]) wake()
  }
}
