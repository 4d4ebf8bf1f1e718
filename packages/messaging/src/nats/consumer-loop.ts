import type { Consumer, ConsumerMessages, JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/nats-core'
import { type JudgeOptions, judge, type Verdict } from '../judge.ts'
import type { Logger } from '../logger.ts'
import { observeDelivery } from '../observe.ts'
import { pause } from '../pause.ts'
import type { Receiver } from '../receiver.ts'
import { Slots } from '../slots.ts'
import { ID_HEADER, readHeaders, TYPE_HEADER } from './headers.ts'
import type { Link } from './link.ts'
import { Verdicts } from './verdicts.ts'

export interface ConsumerLoopOptions {
  readonly link: Link
  readonly logger: Logger
  readonly receiver: Receiver
  /** Creates what is missing on the server, and gives the consumer. */
  readonly declare: (connection: NatsConnection) => Promise<Consumer>
  readonly judge: JudgeOptions
  /** How many messages are handled at once; as many are fetched ahead. */
  readonly concurrency: number
  /** Runs the handling of a message in the context that its headers carry. */
  readonly runInContext: <T>(headers: Readonly<Record<string, string>>, work: () => T) => T
}

const FIRST_RESTART_MS = 100
const LONGEST_RESTART_MS = 5_000
/** A pull lasts so long, and the server is missed after two silences of half of it. */
const PULL_MS = 10_000

/**
 * When another may have what was fetched and not begun. Not at once: pulls that the library still sends after it has
 * stopped listening would swallow it (nats-server 2.9, seen; until `ack_wait`).
 */
const GIVE_BACK_MS = 500

/** What the library tells of a consumer that will get no more messages, or may not. */
const LOST: ReadonlySet<string> = new Set([
  'consumer_deleted',
  'consumer_not_found',
  'stream_not_found',
  'heartbeats_missed',
  'no_responders',
])

/**
 * Consumes until stopped. Whatever ends or stalls a session (a reconnect, a lost stream or consumer, silence, an error)
 * leads to the next one, which declares everything anew.
 */
export class ConsumerLoop {
  readonly #options: ConsumerLoopOptions
  readonly #stopping = new AbortController()
  readonly #slots: Slots
  readonly #verdicts: Verdicts
  readonly #ended: Promise<void>
  #failures = 0
  #consumer: Consumer | undefined

  constructor(options: ConsumerLoopOptions) {
    this.#options = options
    this.#slots = new Slots(options.concurrency)
    this.#verdicts = new Verdicts(options.logger)
    this.#ended = this.#run()
  }

  /** Stops fetching and gives back what is not begun. Resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#ended
    await this.#slots.idle()
    this.#verdicts.send()
  }

  async #run(): Promise<void> {
    const { link, logger, receiver } = this.#options
    while (!this.#stopping.signal.aborted) {
      const connection = await nextConnection(link, this.#stopping.signal)
      if (!connection) return
      try {
        await this.#session(connection)
        this.#failures = 0
      } catch (err) {
        logger.warn({ err, consumer: receiver.durable }, 'consuming was interrupted, starting again')
      }
      await pause(
        Math.min(FIRST_RESTART_MS * 2 ** this.#failures++, LONGEST_RESTART_MS),
        this.#stopping.signal,
      )
    }
  }

  async #session(connection: NatsConnection): Promise<void> {
    const messages = await this.#open(connection)
    // What was fetched before a break is handled still: the broker takes late acknowledgements.
    const stop = (): void => messages.stop()
    const forget = this.#options.link.onNextUp(stop)
    this.#stopping.signal.addEventListener('abort', stop, { once: true })
    if (this.#stopping.signal.aborted) stop()
    void stopWhenLost(messages)
    try {
      for await (const message of messages) await this.#take(message)
    } finally {
      forget()
      this.#stopping.signal.removeEventListener('abort', stop)
    }
  }

  /**
   * How many messages the broker has for this consumer: not yet delivered, and delivered but not done. All processes
   * together. `undefined` while none can be asked for.
   */
  async lag(): Promise<{ readonly waiting: number; readonly underWay: number } | undefined> {
    const info = this.#options.link.connection && (await this.#consumer?.info())
    return info && { waiting: info.num_pending, underWay: info.num_ack_pending }
  }

  async #open(connection: NatsConnection): Promise<ConsumerMessages> {
    const consumer = await this.#options.declare(connection)
    this.#consumer = consumer
    return consumer.consume({
      max_messages: this.#options.concurrency,
      expires: PULL_MS,
      idle_heartbeat: PULL_MS / 2,
      abort_on_missing_resource: true,
    })
  }

  async #take(message: JsMsg): Promise<void> {
    this.#failures = 0
    await this.#slots.take()
    if (this.#stopping.signal.aborted) {
      this.#verdicts.add(message, { kind: 'again', delayMs: GIVE_BACK_MS })
      this.#slots.release()
    } else {
      void this.#handle(message)
    }
  }

  async #handle(message: JsMsg): Promise<void> {
    const { runInContext, receiver, logger } = this.#options
    const { values, unreadable } = readHeaders(message)
    const observed = observeDelivery(this.#facts(message), values)
    const opened = unreadable ? refusing(receiver, unreadable) : receiver
    let ending: Verdict['kind'] | 'lost' = 'lost'
    try {
      const delivery = {
        subject: message.subject,
        type: values[TYPE_HEADER] ?? '',
        messageId: values[ID_HEADER] ?? '',
        payload: message.data,
        deliveries: message.info.deliveryCount,
      }
      const judged = (): Promise<Verdict> => judge(observed.opening(opened), delivery, this.#options.judge)
      const verdict = await runInContext(observed.headers, judged)
      ending = verdict.kind
      this.#verdicts.add(message, verdict)
    } catch (err) {
      logger.error({ err, consumer: receiver.durable }, 'message not judged, it will come again')
    } finally {
      observed.ended(ending)
      this.#slots.release()
    }
  }

  #facts({ subject, info }: JsMsg) {
    const storedAtMs = info.timestampNanos / 1e6
    return { consumer: this.#options.receiver.durable, subject, storedAtMs }
  }
}

/** The receiver of a message that can be no more than a dead letter. */
function refusing(receiver: Receiver, why: Error): Receiver {
  return {
    ...receiver,
    open() {
      throw why
    },
  }
}

/** Resolves with nothing when the signal aborts first. */
async function nextConnection(link: Link, signal: AbortSignal): Promise<NatsConnection | undefined> {
  const { promise, resolve } = Promise.withResolvers<NatsConnection | undefined>()
  const giveUp = (): void => resolve(undefined)
  signal.addEventListener('abort', giveUp)
  const forget = link.onUp(resolve)
  try {
    return await promise
  } finally {
    forget()
    signal.removeEventListener('abort', giveUp)
  }
}

async function stopWhenLost(messages: ConsumerMessages): Promise<void> {
  for await (const { type } of messages.status()) if (LOST.has(type)) messages.stop()
}
