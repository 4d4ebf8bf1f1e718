import { AsyncLocalStorage } from 'node:async_hooks'
import type { Traceparent } from './trace.ts'

/** What every log line inside `withLogContext` carries. */
export interface LogContext {
  /** The trace that the work belongs to; log lines show its trace id, clients and publishers pass it on. */
  readonly traceparent?: Traceparent
  /** The claim that the work is about. */
  readonly claimId?: string
}

const storage = new AsyncLocalStorage<LogContext>()

/** Runs `work`, and all that it awaits or starts, with these added to the context around it. */
export function withLogContext<T>(context: LogContext, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...context }, work)
}

/** The context here; empty outside `withLogContext`. */
export function currentLogContext(): LogContext {
  return storage.getStore() ?? {}
}
