import { type ConfigOf, duration, integer, Rate, rateField, withDefault } from '@rewards/process'

const SECOND = { minMs: 100, maxMs: 300_000 }
const KIBIBYTE = 1_024

/** What the gateway grants a connection, a call, an address and a user. Times in milliseconds, sizes in bytes. */
export const limitFields = {
  /** The largest request message, bytes, before and after decompression. */
  maxRequestBytes: withDefault(
    integer('REWARDS_GATEWAY_MAX_REQUEST_BYTES', { min: KIBIBYTE, max: 4_194_304 }),
    1_048_576,
  ),
  /** The largest set of request headers, bytes. */
  maxHeaderBytes: withDefault(
    integer('REWARDS_GATEWAY_MAX_HEADER_BYTES', { min: 4 * KIBIBYTE, max: 64 * KIBIBYTE }),
    16_384,
  ),
  /** The deadline of a unary call whose caller names none. */
  defaultDeadlineMs: withDefault(duration('REWARDS_GATEWAY_DEFAULT_DEADLINE', SECOND), 10_000),
  /** The longest deadline of a unary call; a longer one is cut to it. */
  longestDeadlineMs: withDefault(duration('REWARDS_GATEWAY_LONGEST_DEADLINE', SECOND), 30_000),
  /** The longest life of a stream, also where its caller names no deadline. */
  longestStreamMs: withDefault(
    duration('REWARDS_GATEWAY_LONGEST_STREAM', { minMs: 1_000, maxMs: 86_400_000 }),
    3_600_000,
  ),
  /** How long a connection may take to show which protocol it speaks. */
  firstBytesMs: withDefault(duration('REWARDS_GATEWAY_FIRST_BYTES_WITHIN', SECOND), 5_000),
  /** How long the headers of an HTTP/1.1 request, and the SETTINGS of an HTTP/2 connection, may take. */
  headersMs: withDefault(duration('REWARDS_GATEWAY_HEADERS_WITHIN', SECOND), 5_000),
  /** How long a whole request, body included, may take to arrive. */
  requestMs: withDefault(duration('REWARDS_GATEWAY_REQUEST_WITHIN', SECOND), 30_000),
  /**
   * After so long without traffic an HTTP/1.1 connection is closed, an HTTP/2 peer is asked if it is there, and an answer that
   * is not being read is cut.
   */
  idleMs: withDefault(duration('REWARDS_GATEWAY_IDLE', { minMs: 1_000, maxMs: 3_600_000 }), 60_000),
  /** How many connections may be open; more are closed at once. */
  maxConnections: withDefault(integer('REWARDS_GATEWAY_MAX_CONNECTIONS', { min: 1, max: 100_000 }), 10_000),
  /** How many connections may be open from one address; more are closed at once. Not counted behind trusted hops. */
  maxConnectionsPerAddress: withDefault(
    integer('REWARDS_GATEWAY_MAX_CONNECTIONS_PER_ADDRESS', { min: 1, max: 100_000 }),
    1_000,
  ),
  /**
   * How many calls may be open on one HTTP/2 connection; the peer makes the others wait. Connections beyond those that fill what their
   * address may have open are offered 10 each.
   */
  maxStreamsPerConnection: withDefault(integer('REWARDS_GATEWAY_MAX_STREAMS', { min: 1, max: 10_000 }), 100),
  /** How many calls may be open in all, streams included; each takes some 50 KB. Further ones are unavailable. */
  maxCalls: withDefault(integer('REWARDS_GATEWAY_MAX_CALLS', { min: 1, max: 100_000 }), 2_000),
  /**
   * How many calls of one method that changes something and needs no token, such as sign-in, are with its service at once; the others
   * wait, at most for the deadline of a unary call.
   */
  publicCallsAtOnce: withDefault(
    integer('REWARDS_GATEWAY_PUBLIC_CALLS_AT_ONCE', { min: 1, max: 100_000 }),
    16,
  ),
  /** How many calls may be open from one address, streams included. */
  maxCallsPerAddress: withDefault(
    integer('REWARDS_GATEWAY_MAX_CALLS_PER_ADDRESS', { min: 1, max: 100_000 }),
    500,
  ),
  /** How many calls one user may have open, streams included. */
  maxCallsPerUser: withDefault(integer('REWARDS_GATEWAY_MAX_CALLS_PER_USER', { min: 1, max: 100_000 }), 100),
  /** How long a stop waits for calls in flight. */
  drainMs: withDefault(duration('REWARDS_GATEWAY_DRAIN', SECOND), 10_000),
  /** How many calls an address may make, with and without a token: a fifth of what a process serves. */
  callsPerAddress: withDefault(rateField('REWARDS_GATEWAY_CALLS_PER_ADDRESS'), new Rate(10_000, 10_000)),
  /** How many sign-ups, sign-ins, refreshes and sign-outs an address may make. */
  signInsPerAddress: withDefault(rateField('REWARDS_GATEWAY_SIGN_INS_PER_ADDRESS'), new Rate(1_200, 60_000)),
  /** How many calls that change nothing a user may make. */
  readsPerUser: withDefault(rateField('REWARDS_GATEWAY_READS_PER_USER'), new Rate(3_000, 60_000)),
  /** How many claims a user may make; one that is refused counts twice. */
  claimsPerUser: withDefault(rateField('REWARDS_GATEWAY_CLAIMS_PER_USER'), new Rate(300, 60_000)),
  /** How many changes that need a permission a user may make, a service account included. */
  operationsPerUser: withDefault(rateField('REWARDS_GATEWAY_OPERATIONS_PER_USER'), new Rate(30_000, 60_000)),
  /** How many streams a user may open. */
  streamsPerUser: withDefault(rateField('REWARDS_GATEWAY_STREAMS_PER_USER'), new Rate(600, 60_000)),
  /**
   * How many proxies in front of the gateway add their caller to X-Forwarded-For. 0: the header is not believed, and a caller's
   * address is that of the connection.
   */
  trustedHops: withDefault(integer('REWARDS_GATEWAY_TRUSTED_HOPS', { min: 0, max: 10 }), 0),
} as const

/** What `limitFields` declares. */
export type Limits = ConfigOf<typeof limitFields>

/** The limits among other configuration. */
export function limitsOf(config: Limits): Limits {
  const names = Object.keys(limitFields) as (keyof Limits)[]
  return Object.fromEntries(names.map(name => [name, config[name]])) as unknown as Limits
}
