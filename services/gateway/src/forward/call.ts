import { createContextKey } from '@connectrpc/connect'
import type { Traceparent } from '@rewards/process'
import type { Caller, CallOrigin } from '@rewards/rpc'

/** What is known of one call while it passes; its access log line is written from it. */
export interface Call {
  readonly traceparent: Traceparent
  /** Where it came from, for the services behind. */
  readonly from: CallOrigin
  /** Where it came from, as far as limits go. */
  readonly network: string
  /** Resolves when the caller has the whole answer, or is gone. */
  readonly over: Promise<void>
  /** Set once the token was checked; stays absent in public methods. */
  caller: Caller | undefined
  /** The answer's code, as gRPC names it; absent while there is none, or when the request could not be read. */
  code: string | undefined
  /** What the log knows of a failure beyond what the caller was told. */
  cause: unknown
}

/** Where a call's own `Call` is found among its context values. */
export const callKey = createContextKey<Call | undefined>(undefined, { description: 'call' })
