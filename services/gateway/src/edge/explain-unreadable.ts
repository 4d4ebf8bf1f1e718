import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect'
import { RewardsError } from '@rewards/errors'
import { edgeError } from '../forward/edge-error.ts'
import { callOf, type Forwarding } from '../forward/forwarding.ts'

/** What programs are told of what Connect says of a request, by its code. */
const REASONS: ReadonlyMap<Code, string> = new Map([
  [Code.InvalidArgument, 'MALFORMED_REQUEST'],
  [Code.ResourceExhausted, 'REQUEST_TOO_LARGE'],
  [Code.Unimplemented, 'UNSUPPORTED_REQUEST'],
  [Code.DeadlineExceeded, 'DEADLINE_EXCEEDED'],
  [Code.Canceled, 'CANCELLED'],
  // As the specifications of gRPC and Connect have it for a compressed message in a stream that is declared as not compressed.
  [Code.Internal, 'UNDECLARED_COMPRESSION'],
])

const UNREADABLE = /^parse binary: /

type Writable = { -readonly [Key in 'code' | 'message' | 'rawMessage']: ConnectError[Key] }

/**
 * Gives what Connect itself says of a request a reason for programs, as every other error has; calls bytes that are no message
 * their sender's fault, which Connect calls `internal`; and makes of its sentence, which may show half a character of the
 * request, one that can be sent. Connect has no place for that: but it aborts the call's signal with the error before it
 * writes it.
 */
export function explainUnreadable(context: HandlerContext, { ownStatus, registry }: Forwarding): void {
  const { signal } = context
  const explain = () => {
    const { reason: error } = signal
    if (!(error instanceof ConnectError) || error.details.length > 0 || callOf(context).code !== undefined)
      return
    const writable = error as Writable
    if (UNREADABLE.test(error.rawMessage)) writable.code = Code.InvalidArgument
    const reason = REASONS.get(error.code)
    if (reason === undefined) return
    writable.rawMessage = error.rawMessage.toWellFormed()
    writable.message = error.message.toWellFormed()
    const told = ownStatus(new RewardsError('invalid_argument', reason, error.rawMessage))
    error.details = edgeError(told, registry).details
  }
  if (signal.aborted) explain()
  else signal.addEventListener('abort', explain, { once: true })
}
