import { type Failure, sentence } from './dead-letter.ts'
import type { Logger } from './logger.ts'
import { PermanentFailure } from './permanent-failure.ts'
import type { Opened, Receiver } from './receiver.ts'
import { within } from './within.ts'

/** A message as a broker hands it over. */
export interface Delivery {
  readonly subject: string
  /** The message's protobuf full name, as its sender gave it; empty when it gave none. */
  readonly type: string
  /** Its sender's id for it, for logs. */
  readonly messageId: string
  readonly payload: Uint8Array
  /** From 1. */
  readonly deliveries: number
}

/** What the broker shall do with it. */
export type Verdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'again'; readonly delayMs: number }
  | { readonly kind: 'dead' }

export interface JudgeOptions {
  readonly logger: Logger
  /** Stores a dead letter; rejects when it could not. */
  readonly record: (failure: Failure) => Promise<void>
  /** How long to wait after the n-th failed delivery. */
  readonly delayMs: (deliveries: number) => number
  /** A handler that takes longer has failed: the broker delivers its message again anyway. */
  readonly handleWithinMs: number
}

/** The failed delivery with this number is the last. */
const LAST_DELIVERY = 10

/**
 * Reads and handles one delivery. Never rejects. `dead` only after the dead letter is durable: when it cannot be stored
 * the message comes again, as often as it takes.
 */
export async function judge(receiver: Receiver, delivery: Delivery, options: JudgeOptions): Promise<Verdict> {
  let opened: Opened | undefined
  try {
    opened = receiver.open(delivery.payload, delivery.type)
    const work = opened.run(delivery.subject, delivery.deliveries)
    await within(options.handleWithinMs, 'the handler', work)
    return { kind: 'done' }
  } catch (error) {
    return afterFailure(receiver, delivery, options, { error, document: opened?.document })
  }
}

async function afterFailure(
  receiver: Receiver,
  { subject, type, payload, deliveries, messageId }: Delivery,
  { logger, record, delayMs }: JudgeOptions,
  { error, document }: Pick<Failure, 'error' | 'document'>,
): Promise<Verdict> {
  const again: Verdict = { kind: 'again', delayMs: delayMs(deliveries) }
  const facts = { consumer: receiver.durable, subject, document, deliveries, messageId }
  if (!(error instanceof PermanentFailure) && deliveries < LAST_DELIVERY) {
    logger.warn({ ...facts, error: sentence(error) }, 'message failed, will come again')
    return again
  }
  try {
    await record({ consumer: receiver.durable, document, subject, type, payload, error })
    logger.error({ ...facts, err: error }, 'message given up, kept as a dead letter')
    return { kind: 'dead' }
  } catch (err) {
    logger.error({ ...facts, err }, 'dead letter not stored, message will come again')
    return again
  }
}

/** 200 ms doubling to 30 s, each less a random part of up to half: some 80 s for nine failures. `random` gives [0, 1). */
export function backoff(random: () => number): (deliveries: number) => number {
  return deliveries => Math.min(200 * 2 ** (deliveries - 1), 30_000) * (1 - random() / 2)
}
