import { RewardsError } from '@rewards/errors'
import type { Logger, Traceparent } from '@rewards/process'
import type { CallOrigin } from './call-origin.ts'
import type { Caller } from './caller.ts'

/** What a handler knows of the call beside its request. */
export interface CallContext {
  /** `package.Service/Method`. */
  readonly method: string
  /** Epoch ms by the server's clock. */
  readonly receivedAtMs: number
  /** Who calls; `undefined` in public methods alone. */
  readonly caller: Caller | undefined
  /** Where the call came from; informational: it never says who calls. */
  readonly from: CallOrigin
  /** Aborted when the answer is of no use any more: deadline, cancellation, a stream's token expired, shutdown. */
  readonly signal: AbortSignal
  /** When the answer must be there, epoch ms of this machine's clock; always set. */
  readonly deadlineMs: number
  /** The trace that the call belongs to; clients and publishers called from the handler pass it on. */
  readonly traceparent: Traceparent
  /** Its lines carry the trace id, as do those of any logger used within the call. */
  readonly log: Logger
}

/** The caller, in methods whose policy guarantees one. Throws `unauthenticated` TOKEN_MISSING otherwise. */
export function requireCaller(context: CallContext): Caller {
  if (context.caller) return context.caller
  throw new RewardsError('unauthenticated', 'TOKEN_MISSING', 'this needs an access token')
}
