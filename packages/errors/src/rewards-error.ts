/**
 * The closed set of ways in which a request may fail. Each has exactly one gRPC status of the same name;
 * `packages/rpc` holds that table. What is not a `RewardsError` is `internal`, and its cause is only logged.
 */
export type ErrorKind =
  | 'invalid_argument'
  | 'unauthenticated'
  | 'permission_denied'
  | 'not_found'
  | 'already_exists'
  | 'failed_precondition'
  | 'aborted'
  | 'resource_exhausted'
  | 'unavailable'

/** One wrong field of a request. */
export interface FieldViolation {
  /** The field's path in the request as the contract names it, e.g. `event.rewards[1].point.amount`. */
  readonly field: string
  /** What was wrong with the value and what is allowed, e.g. `is 0; allowed is 1 to 1000000000000`. */
  readonly description: string
}

export interface RewardsErrorOptions {
  /** Facts for programs, as `ErrorInfo.metadata`. Keys are lowerCamelCase. Never a secret. */
  readonly metadata?: Readonly<Record<string, string>>
  /** Which fields were wrong; only with `invalid_argument`. */
  readonly violations?: readonly FieldViolation[]
  /** When a repeat may help, as `RetryInfo`. Milliseconds. */
  readonly retryAfterMs?: number
  /** The cause, for the log. Never shown to callers. */
  readonly cause?: unknown
}

/** A failure that the caller may know of: a kind, a machine-readable reason, a sentence. */
export class RewardsError extends Error {
  override readonly name: string = 'RewardsError'
  readonly kind: ErrorKind
  /** UPPER_SNAKE_CASE, at most 63 characters: `ErrorInfo.reason`. */
  readonly reason: string
  readonly metadata: Readonly<Record<string, string>>
  readonly violations: readonly FieldViolation[]
  readonly retryAfterMs: number | undefined

  constructor(kind: ErrorKind, reason: string, message: string, options: RewardsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.reason = reason
    this.metadata = options.metadata ?? {}
    this.violations = options.violations ?? []
    this.retryAfterMs = options.retryAfterMs
  }
}

/** `unavailable` with a time to wait: nothing final was decided, and the same call again may succeed. */
export function retryAfter(
  retryAfterMs: number,
  reason: string,
  message: string,
  cause?: unknown,
): RewardsError {
  return new RewardsError('unavailable', reason, message, { retryAfterMs, cause })
}
