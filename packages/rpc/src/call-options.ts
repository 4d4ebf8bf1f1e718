import type { CallContext } from './call-context.ts'

/** What a call may be given beside its request. */
export interface CallOptions {
  /** The access token to call with; without it the call is anonymous. Never taken from `context` by itself. */
  readonly token?: string
  /** Aborting it cancels the call, which rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** The longest time to wait. Default 5 s for unary calls, 1 h for streams. */
  readonly timeoutMs?: number
  /** The call that this one is made for: its remaining time, its signal and its trace apply here too. */
  readonly context?: Pick<CallContext, 'deadlineMs' | 'signal' | 'traceparent'>
}
