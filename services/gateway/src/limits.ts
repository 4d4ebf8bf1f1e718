/** What the gateway grants a connection and a call. Times in milliseconds, sizes in bytes. */
export interface Limits {
  /** The largest request message, after decompression. */
  readonly maxRequestBytes: number
  /** The largest set of request headers. */
  readonly maxHeaderBytes: number
  /** The deadline of a unary call whose caller names none. */
  readonly defaultDeadlineMs: number
  /** The longest deadline of a unary call; a longer one is cut to it. */
  readonly longestDeadlineMs: number
  /** The longest life of a stream, also where its caller names no deadline. */
  readonly longestStreamMs: number
  /** How long a connection may take to show which protocol it speaks. */
  readonly firstBytesMs: number
  /** How long the headers of an HTTP/1.1 request, and the SETTINGS of an HTTP/2 connection, may take. */
  readonly headersMs: number
  /** How long a whole request, body included, may take to arrive. */
  readonly requestMs: number
  /** After so long without traffic an HTTP/1.1 connection is closed, and an HTTP/2 peer is asked if it is there. */
  readonly idleMs: number
  /** How many connections may be open; more are closed at once. */
  readonly maxConnections: number
  /** How many calls may be open on one HTTP/2 connection; the peer makes the others wait. */
  readonly maxStreamsPerConnection: number
  /** How many calls may be open in all, streams included; each takes some 50 KB. Further ones are unavailable. */
  readonly maxCalls: number
  /** How long a stop waits for calls in flight. */
  readonly drainMs: number
}

export const DEFAULT_LIMITS: Limits = {
  maxRequestBytes: 1_048_576,
  maxHeaderBytes: 16_384,
  defaultDeadlineMs: 10_000,
  longestDeadlineMs: 30_000,
  longestStreamMs: 3_600_000,
  firstBytesMs: 5_000,
  headersMs: 5_000,
  requestMs: 30_000,
  idleMs: 60_000,
  maxConnections: 10_000,
  maxStreamsPerConnection: 512,
  maxCalls: 2_000,
  drainMs: 10_000,
}
