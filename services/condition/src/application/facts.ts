import type { Fact, FactReader } from '../domain/fact.ts'

/** What became of a fact that was to be recorded. */
export interface Recording {
  /** True when this call put it there. */
  readonly recorded: boolean
  /** The fact that is kept under its id. */
  readonly kept: Fact
}

/** The facts that are kept. */
export interface Facts extends FactReader {
  /**
   * Keeps each fact, unless there is one under its id, which then stays as it is. In the order given; no two of them
   * may have one id. Resolves when all are durable. When it rejects, some may be kept: the same call again is safe.
   */
  record(facts: readonly Fact[]): Promise<readonly Recording[]>
}
