/** What a server grants to a single call. */
export interface Limits {
  /** The largest request, bytes. */
  readonly maxRequestBytes: number
  /** The largest answer, or message of a stream, bytes. */
  readonly maxResponseBytes: number
  /** The longest deadline of a unary call, ms; also for callers who name none. */
  readonly longestUnaryMs: number
  /** The longest life of a stream, ms. */
  readonly longestStreamMs: number
}

export const DEFAULT_LIMITS: Limits = {
  maxRequestBytes: 1_048_576,
  maxResponseBytes: 4_194_304,
  longestUnaryMs: 30_000,
  longestStreamMs: 3_600_000,
}
