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

/** No answer, or none that is final. Canceled, where the demo itself did not, is a gateway that went away. */
const FOR_NOW: readonly Code[] = [Code.Unavailable, Code.DeadlineExceeded, Code.Canceled]

/** Whether the same call may have another answer later; whether this one had an effect is not known. */
export function isForNow(error: ConnectError): boolean {
  return FOR_NOW.includes(error.code) || retryAfterMs(error) !== undefined
}
