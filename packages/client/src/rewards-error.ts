import { Code, ConnectError } from '@connectrpc/connect'
import { type Claim, ClaimSchema, type Refusal, RefusalSchema } from '@rewards/contracts/event'
import { BadRequestSchema, ErrorInfoSchema } from '@rewards/contracts/google'
import { isLost, retryAfterMs } from './failure.ts'

/** A status as Connect and gRPC name it. */
export type RewardsCode =
  | 'canceled'
  | 'unknown'
  | 'invalid_argument'
  | 'deadline_exceeded'
  | 'not_found'
  | 'already_exists'
  | 'permission_denied'
  | 'resource_exhausted'
  | 'failed_precondition'
  | 'aborted'
  | 'out_of_range'
  | 'unimplemented'
  | 'internal'
  | 'unavailable'
  | 'data_loss'
  | 'unauthenticated'

/** One wrong field of a request. */
export interface FieldViolation {
  /** The field's path in the request as the contract names it, for example `event.rewards[1].point.amount`. */
  readonly field: string
  /** What was wrong with the value, and what is allowed. */
  readonly description: string
}

/**
 * Why a call failed. Every failure of a call is one of these, but for one that the caller's own signal ended: that rejects
 * with the signal's reason. Code and reason are for programs; the message is a sentence for people.
 */
export class RewardsError extends Error {
  override readonly name = 'RewardsError'
  readonly code: RewardsCode
  /**
   * Why, as the contract names it for the method: DUPLICATED_CLAIM, CONDITION_NOT_MET, INVALID_FIELDS … UNREACHABLE when no
   * answer came, DEADLINE_EXCEEDED when time was over; '' when somebody on the way answered, who knows no reasons.
   */
  readonly reason: string
  /** `INVALID_FIELDS`: every field found wrong, at most 50. Else empty. */
  readonly violations: readonly FieldViolation[]
  /** Facts for programs, such as `trace_id`; see the reason. */
  readonly metadata: Readonly<Record<string, string>>
  /** When a repeat may help, milliseconds from now. */
  readonly retryAfterMs: number | undefined
  /** `DUPLICATED_CLAIM`: the claim that is there, as it is. */
  readonly claim: Claim | undefined
  /** `CONDITION_NOT_MET` and others: the request as it was refused, with how each condition stood. */
  readonly refusal: Refusal | undefined
  /** The key under which the call was made, if it has one: the same call with it is safe, whatever became of this one. */
  readonly idempotencyKey: string | undefined

  /** What the transport threw, and the key of the call. */
  constructor(error: ConnectError, idempotencyKey?: string) {
    super(error.rawMessage, { cause: error })
    const info = error.findDetails(ErrorInfoSchema)[0]
    this.code = isLost(error) ? 'unavailable' : codeOf(error.code)
    this.reason = info?.reason || ownReason(error)
    this.violations = error.findDetails(BadRequestSchema)[0]?.fieldViolations ?? []
    this.metadata = info?.metadata ?? {}
    this.retryAfterMs = retryAfterMs(error)
    this.claim = error.findDetails(ClaimSchema)[0]
    this.refusal = error.findDetails(RefusalSchema)[0]
    this.idempotencyKey = idempotencyKey
  }
}

/** `FailedPrecondition` becomes `failed_precondition`. */
function codeOf(code: Code): RewardsCode {
  const word = Code[code] ?? 'Unknown'
  return word.replace(/(?<=.)[A-Z]/g, letter => `_${letter}`).toLowerCase() as RewardsCode
}

function ownReason(error: ConnectError): string {
  if (isLost(error)) return 'UNREACHABLE'
  return error.code === Code.DeadlineExceeded ? 'DEADLINE_EXCEEDED' : ''
}

/** What a call's caller gets: a `RewardsError`, or the reason of their own signal. */
export function callFailed(
  error: unknown,
  signal: AbortSignal | undefined,
  idempotencyKey?: string,
): unknown {
  if (signal?.aborted) return signal.reason
  if (!(error instanceof ConnectError)) return error
  return new RewardsError(error, idempotencyKey)
}
