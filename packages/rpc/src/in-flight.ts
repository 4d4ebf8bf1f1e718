import type { CallScope } from './call-scope.ts'

/** The calls that a server is working on, to end them in an orderly way. */
export class InFlight {
  readonly #scopes = new Map<CallScope, 'unary' | 'stream'>()
  readonly #work = new Set<Promise<unknown>>()

  /** Runs a call; it counts as in flight until the promise settles. */
  async run(scope: CallScope, kind: 'unary' | 'stream', work: () => Promise<void>): Promise<void> {
    this.#scopes.set(scope, kind)
    await work().finally(() => this.#scopes.delete(scope))
  }

  /** Work of a handler that may outlive its call, when the call ended early. */
  track<T>(work: Promise<T>): Promise<T> {
    this.#work.add(work)
    const ended = () => this.#work.delete(work)
    work.then(ended, ended)
    return work
  }

  abort(reason: Error, kind?: 'stream'): void {
    for (const [scope, scopeKind] of this.#scopes) if (!kind || kind === scopeKind) scope.abort(reason)
  }

  /** Resolves when no handler is at work. */
  async idle(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work)
  }
}
