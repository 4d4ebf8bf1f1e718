import type { DescMessage } from '@bufbuild/protobuf'
import type { DeadLetters } from '../dead-letters.ts'
import { backoff } from '../judge.ts'
import type { Logger } from '../logger.ts'
import type { Consumer, Messaging, Outgoing } from '../port.ts'
import { receiverOf } from '../receiver.ts'
import { traceContext } from '../trace-context.ts'
import { within } from '../within.ts'
import { ConsumerLoop } from './consumer-loop.ts'
import { declareConsumer, declareStream, type StreamDeclaration } from './declare.ts'
import { listenForHints, sendHint } from './hints.ts'
import { Link } from './link.ts'
import { measureBroker } from './measure-broker.ts'
import { Publisher } from './publisher.ts'

export interface NatsOptions {
  /** One address or several of one cluster: `nats://127.0.0.1:4222`, `nats://ann:secret@nats1,nats2`. */
  readonly servers: string | readonly string[]
  /** The service's name; seen in the broker's own monitoring. */
  readonly name: string
  readonly stream: StreamDeclaration
  /** Where messages go that consumers give up on. */
  readonly deadLetters: DeadLetters
  readonly logger: Logger
  /** Makes the ids of published messages, for logs. */
  readonly newId: (kind: string) => string
  /** Spreads retries; gives [0, 1). */
  readonly random: () => number
  /** Further headers of a message that is published here and now, such as `traceparent`. Default: the trace. */
  readonly context?: () => Readonly<Record<string, string>>
  /** Runs the handling of a message in the context that its headers carry. Default: that of the trace. */
  readonly runInContext?: <T>(headers: Readonly<Record<string, string>>, work: () => T) => T
  /** How many messages a consumer handles at once. Default 64. */
  readonly concurrency?: number
  /** How long a handler may take before its message is delivered again. Default 30,000. */
  readonly ackWaitMs?: number
  /** How long to wait after the n-th failed delivery. Default `backoff(random)`. */
  readonly retryDelayMs?: (deliveries: number) => number
  /** How often the broker is asked for a sign of life; after three silences a new connection is made. Default 10,000. */
  readonly pingMs?: number
  /** How long `close` waits for handlers under way. Default 10,000. */
  readonly closeWithinMs?: number
}

/** Messaging over NATS JetStream. Returns at once and connects by itself, whenever the broker is there. */
export function connectNats(options: NatsOptions): Messaging {
  return new NatsMessaging(options)
}

class NatsMessaging implements Messaging {
  readonly #options: NatsOptions
  readonly #link: Link
  readonly #publisher: Publisher
  readonly #consumers = new Map<string, ConsumerLoop>()
  #closed: Promise<void> | undefined

  constructor(options: NatsOptions) {
    const { servers, name, logger, newId, pingMs = 10_000, context = traceContext.context } = options
    this.#options = options
    this.#link = new Link({ servers, name, pingMs, logger })
    this.#publisher = new Publisher({ link: this.#link, logger, newId, context })
    this.#link.onUp(connection => {
      declareStream(connection, options.stream).catch(err => {
        logger.warn({ err, stream: options.stream.name }, 'stream not declared')
      })
    })
    measureBroker({
      connection: () => this.#link.connection,
      consumers: this.#consumers,
      deadLetters: options.deadLetters,
    })
  }

  get connected(): boolean {
    return this.#link.connection !== undefined
  }

  publish<D extends DescMessage>(message: Outgoing<D>): void {
    this.#publisher.publish(message)
  }

  hint(subject: string): void {
    sendHint(this.#link, this.#options.logger, subject)
  }

  onHint(subject: string, listener: () => void): () => void {
    return listenForHints(this.#link, this.#options.logger, subject, listener)
  }

  consume<D extends DescMessage>(consumer: Consumer<D>): void {
    const { logger, random, stream, deadLetters, concurrency = 64, ackWaitMs = 30_000 } = this.#options
    const { retryDelayMs = backoff(random), runInContext = traceContext.runInContext } = this.#options
    const receiver = receiverOf(consumer)
    deadLetters.register(receiver)
    const record = deadLetters.record.bind(deadLetters)
    const loop = new ConsumerLoop({
      link: this.#link,
      logger,
      receiver,
      concurrency,
      runInContext,
      judge: { logger, record, delayMs: retryDelayMs, handleWithinMs: ackWaitMs },
      declare: async connection => {
        await declareStream(connection, stream)
        return declareConsumer(connection, stream.name, { ...receiver, ackWaitMs })
      },
    })
    this.#consumers.set(receiver.durable, loop)
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    const { logger, closeWithinMs = 10_000 } = this.#options
    const stopped = Promise.all(this.#consumers.values().map(loop => loop.stop()))
    await within(closeWithinMs, 'handlers', stopped).catch(err => {
      logger.warn({ err }, 'closing with handlers under way, their messages will come again')
    })
    await this.#link.close(2_000)
  }
}
