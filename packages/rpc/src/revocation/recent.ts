/** Facts by id, each with the time that it is of, in the order in which they were last learnt. */
export class Recent<T> {
  readonly #facts = new Map<string, { readonly value: T; readonly atMs: number }>()

  get size(): number {
    return this.#facts.size
  }

  get(id: string): T | undefined {
    return this.#facts.get(id)?.value
  }

  set(id: string, value: T, atMs: number): void {
    this.#facts.delete(id)
    this.#facts.set(id, { value, atMs })
  }

  /** Drops what is of before a time. */
  forget(beforeMs: number): void {
    for (const [id, { atMs }] of this.#facts) if (atMs < beforeMs) this.#facts.delete(id)
  }

  /** Drops what was learnt first until no more than `most` are left; the latest time among the dropped, if any. */
  trim(most: number): number | undefined {
    let latestMs: number | undefined
    for (const [id, { atMs }] of this.#facts) {
      if (this.#facts.size <= most) break
      this.#facts.delete(id)
      latestMs = Math.max(latestMs ?? atMs, atMs)
    }
    return latestMs
  }
}
