import {
  AckPolicy,
  type Consumer,
  type ConsumerConfig,
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream'
import { type NatsConnection, nanos } from '@nats-io/nats-core'

/** The stream that carries the messages. */
export interface StreamDeclaration {
  /** `[A-Z_]+` by custom. */
  readonly name: string
  /** Subjects and wildcards that no other stream has. */
  readonly subjects: readonly string[]
  /** Older messages are dropped. Default one hour. */
  readonly maxAgeMs?: number
  /** The oldest messages are dropped to stay below it; a publish is never refused. Default 256 MiB. */
  readonly maxBytes?: number
  /** How many servers of a cluster keep it. Default 1. */
  readonly replicas?: number
}

export interface ConsumerDeclaration {
  readonly durable: string
  readonly subject: string
  /** A message that is not acknowledged by then is delivered again. */
  readonly ackWaitMs: number
}

/** The server's codes for "there already, but different". */
const STREAM_DIFFERS = 10058
const CONSUMER_DIFFERS = 10148
/** Also what 2.9 tells one of two processes that create the same stream at the same moment. */
const SUBJECTS_OVERLAP = 10065

/**
 * So many messages may wait for an acknowledgement at once, all replicas together. Large, since a message that failed
 * waits for its next try among them: a few bad ones must not stop the good.
 */
const MAX_ACK_PENDING = 10_000

/** Creates the stream, or brings it to its declaration. Idempotent. Rejects when the server cannot. */
export async function declareStream(connection: NatsConnection, stream: StreamDeclaration): Promise<void> {
  const { streams } = await manager(connection)
  const config = streamConfig(stream)
  const add = () => streams.add(config)
  const addAgain = (error: unknown) => {
    if (!hasCode(error, SUBJECTS_OVERLAP)) throw error
    return add()
  }
  await add()
    .catch(addAgain)
    .catch(error => {
      if (!hasCode(error, STREAM_DIFFERS)) throw error
      return streams.update(stream.name, config)
    })
}

/** Creates the durable, or brings it to its declaration, and gives it. Idempotent. Rejects when the server cannot. */
export async function declareConsumer(
  connection: NatsConnection,
  stream: string,
  declaration: ConsumerDeclaration,
): Promise<Consumer> {
  const { consumers } = await manager(connection)
  const config = consumerConfig(declaration)
  const info = await consumers.add(stream, config).catch(error => {
    if (!hasCode(error, CONSUMER_DIFFERS)) throw error
    return consumers.update(stream, declaration.durable, config)
  })
  return jetstream(connection).consumers.getConsumerFromInfo(info)
}

function manager(connection: NatsConnection): Promise<JetStreamManager> {
  return jetstreamManager(connection, { checkAPI: false, timeout: 5_000 })
}

function streamConfig(stream: StreamDeclaration): StreamConfigOfOurs {
  const { name, subjects, maxAgeMs = 3_600_000, maxBytes = 256 * 1024 * 1024, replicas = 1 } = stream
  return {
    name,
    subjects: [...subjects],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    // With `new`, a full stream would refuse the very repeats that heal the system.
    discard: DiscardPolicy.Old,
    max_age: nanos(maxAgeMs),
    max_bytes: maxBytes,
    num_replicas: replicas,
  }
}

type StreamConfigOfOurs = Partial<StreamConfig> & Pick<StreamConfig, 'name'>

function consumerConfig({ durable, subject, ackWaitMs }: ConsumerDeclaration): Partial<ConsumerConfig> {
  return {
    durable_name: durable,
    filter_subject: subject,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    // The end of a message is a dead letter of ours; the server's own limit would drop it in silence.
    max_deliver: -1,
    max_ack_pending: MAX_ACK_PENDING,
  }
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof JetStreamApiError && error.code === code
}
