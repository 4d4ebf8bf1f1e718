import type { Any } from '@bufbuild/protobuf/wkt'
import { status } from '@grpc/grpc-js'
import { RewardsError } from '@rewards/errors'
import { CallEnded } from './call-ended.ts'
import { detailsOf, errorInfo } from './error-details.ts'
import { STATUS_OF_KIND } from './error-table.ts'

/** A failure as a caller sees it, whatever the protocol. */
export interface ErrorStatus {
  readonly code: status
  /** One sentence, at most 2,000 characters. */
  readonly message: string
  /** Always with an `ErrorInfo`. */
  readonly details: readonly Any[]
  /** Whether the caller's client shall not repeat the call by itself, because the answer says when to come back. */
  readonly final: boolean
}

const LONGEST_MESSAGE = 2_000

/**
 * What a caller learns of an error. Anything but a `RewardsError` (or the end of a call) is INTERNAL with a fixed sentence
 * that names the trace: its cause belongs into the log, which is the caller of this function's to write.
 */
export function statusOf(error: unknown, traceId: string): ErrorStatus {
  if (error instanceof RewardsError) return ofRewardsError(error)
  if (error instanceof CallEnded)
    return { code: error.code, message: error.message, details: [errorInfo(error.reason, {})], final: false }
  const message = `internal error; see the log under trace id ${traceId}`
  return { code: status.INTERNAL, message, details: [errorInfo('INTERNAL', { traceId })], final: false }
}

function ofRewardsError(error: RewardsError): ErrorStatus {
  const { message } = error
  const shown = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE - 1)}…` : message
  return {
    code: STATUS_OF_KIND[error.kind],
    message: shown.toWellFormed(),
    details: detailsOf(error),
    final: error.retryAfterMs !== undefined,
  }
}
