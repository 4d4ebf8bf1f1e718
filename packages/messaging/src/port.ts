import type { DescMessage, MessageShape } from '@bufbuild/protobuf'

/** A message to be published. Nothing may believe that it arrived: the sender's document stays owed until answered. */
export interface Outgoing<D extends DescMessage = DescMessage> {
  readonly subject: string
  readonly schema: D
  readonly body: MessageShape<D>
}

/** A message as a handler gets it; possibly again, late, and out of order. */
export interface Incoming<T> {
  readonly subject: string
  readonly body: T
  /** How often the broker has delivered it, from 1. A replayed dead letter starts anew. */
  readonly deliveries: number
}

/**
 * Resolved: the work is durable, the message is acknowledged. Rejected with `PermanentFailure`: a dead letter at once.
 * Rejected with anything else: again after a delay; the tenth time a dead letter.
 */
export type Handler<T> = (message: Incoming<T>) => Promise<void>

export interface Consumer<D extends DescMessage = DescMessage> {
  /** The durable's name, `[a-z_]+`; one per service and purpose. Replicas share it. */
  readonly durable: string
  readonly subject: string
  readonly schema: D
  /** Names the document that a message is about, e.g. the claim's id; one dead letter is kept per consumer and document. */
  readonly document: (body: MessageShape<D>) => string
  readonly handle: Handler<MessageShape<D>>
}

/** The doorbell. Losing every message costs time, never a reward. */
export interface Messaging {
  /** Does not wait, does not throw. While disconnected nothing is sent: the sweep asks again. */
  publish<D extends DescMessage>(message: Outgoing<D>): void
  /** Starts consuming, and goes on for ever: through reconnects, a lost stream, a lost consumer, a handler that throws. */
  consume<D extends DescMessage>(consumer: Consumer<D>): void
  /** A core-NATS hint without a body: at most once, to whoever listens now. Does not throw. */
  hint(subject: string): void
  /** Calls `listener` on each hint until the returned function is called. */
  onHint(subject: string, listener: () => void): () => void
  /** True while connected to the broker. */
  readonly connected: boolean
  /** Stops pulling, finishes what is under way (bounded), closes. */
  close(): Promise<void>
}
