import { durationMs } from '@bufbuild/protobuf/wkt'
import { Code, type ConnectError } from '@connectrpc/connect'
import { ClaimSchema } from '@rewards/contracts/event'
import { ErrorInfoSchema, RetryInfoSchema } from '@rewards/contracts/google'

/** The machine-readable reason that every error of the system carries; '' when it came from elsewhere. */
export function reasonOf(error: ConnectError): string {
  return error.findDetails(ErrorInfoSchema)[0]?.reason ?? ''
}

/** The claim that a DUPLICATED_CLAIM is about. */
export function claimOf(error: ConnectError) {
  return error.findDetails(ClaimSchema)[0]
}

/** After how many milliseconds to come back; `undefined` when the error does not say. */
export function retryAfterMs(error: ConnectError): number | undefined {
  const delay = error.findDetails(RetryInfoSchema)[0]?.retryDelay
  return delay && durationMs(delay)
}

/** Whether nothing final was decided, so that the same call may succeed later. */
export function isForNow(error: ConnectError): boolean {
  if (error.code === Code.Unavailable || error.code === Code.DeadlineExceeded) return true
  return retryAfterMs(error) !== undefined
}
