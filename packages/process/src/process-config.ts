import type { ConfigOf } from './field.ts'
import { optional, withDefault } from './field.ts'
import { duration, flag, integer, oneOf, text, url } from './field-kinds.ts'

/** The fields of every process; a service spreads them into its own table. */
export const processFields = {
  /** How much is logged. */
  logLevel: withDefault(
    oneOf('REWARDS_LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'info',
  ),
  /** Whether the process ends when its standard input does: set by a launcher that holds the other end. */
  endWithStdin: withDefault(flag('REWARDS_END_WITH_STDIN'), false),
  /** How long an orderly stop may take before the process gives up on it. */
  stopWithinMs: withDefault(duration('REWARDS_STOP_WITHIN', { minMs: 100, maxMs: 300_000 }), 15_000),
} as const

/** The fields of every process that listens and knows callers by their tokens. */
export const serviceFields = {
  ...processFields,
  /** The address to listen on. */
  host: withDefault(text('REWARDS_HOST', { min: 1, max: 255 }), '127.0.0.1'),
  /** A token's `iss`. */
  tokenIssuer: withDefault(text('REWARDS_TOKEN_ISSUER', { min: 1, max: 255 }), 'rewards'),
  /** How services speak with each other, the gateway included: in plain text, over TLS, or over TLS by which the caller proves itself too. The same for all processes. */
  innerTls: withDefault(oneOf('REWARDS_INNER_TLS', ['off', 'tls', 'mutual']), 'off'),
  /** The file with the authorities by which the others are known, PEM. Needed unless `REWARDS_INNER_TLS` is off. */
  innerTlsCa: optional(text('REWARDS_INNER_TLS_CA', { min: 1, max: 4_096 })),
  /** The file of the process's own certificate, with those that link it to an authority, PEM. Needed by whoever serves, and by all when it is mutual. */
  innerTlsCert: optional(text('REWARDS_INNER_TLS_CERT', { min: 1, max: 4_096 })),
  /** The file of its key, PEM, not encrypted. All three are read again when they change. */
  innerTlsKey: optional(text('REWARDS_INNER_TLS_KEY', { min: 1, max: 4_096 })),
  /** The name that every service's certificate carries; not set: the host at which it is called. */
  innerTlsName: optional(text('REWARDS_INNER_TLS_NAME', { min: 1, max: 253 })),
  /** Whether callers may ask for the contracts, by gRPC reflection. */
  reflection: withDefault(flag('REWARDS_REFLECTION'), true),
  /** What must be in a token's `aud`. */
  tokenAudience: withDefault(text('REWARDS_TOKEN_AUDIENCE', { min: 1, max: 255 }), 'rewards'),
} as const

/** The fields of every process that keeps documents. */
export const storeFields = {
  /** The folder that its files lie in; the documents too, unless they lie in MongoDB. */
  dataDir: withDefault(text('REWARDS_DATA_DIR', { min: 1, max: 4_096 }), '.data'),
  /** The replica set that keeps the documents, its path the prefix of the database's name. Not set: SQLite in `dataDir`. */
  mongodbUrl: optional(url('MONGODB_URL', ['mongodb:', 'mongodb+srv:'])),
} as const

/** The fields of every process that sends or receives messages. */
export const brokerFields = {
  /** The broker; several servers of a cluster are separated by commas, credentials stand in front: `nats://ann:secret@a:4222,b:4222`. */
  natsUrl: withDefault(url('NATS_URL', ['nats:', 'tls:']), 'nats://127.0.0.1:4222'),
  /** How many servers of a cluster keep the stream of messages; the same for all processes. */
  streamReplicas: withDefault(integer('REWARDS_STREAM_REPLICAS', { min: 1, max: 5 }), 1),
} as const

/** What `runProcess` needs to know. */
export type ProcessConfig = ConfigOf<typeof processFields>
