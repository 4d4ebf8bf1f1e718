import { type DescMessage, fromBinary, toJsonString } from '@bufbuild/protobuf'
import { PermanentFailure } from './permanent-failure.ts'
import type { Consumer } from './port.ts'

/** A consumer without its message type: bytes go in. */
export interface Receiver {
  readonly durable: string
  readonly subject: string
  /**
   * Reads a message. Throws `PermanentFailure` when the bytes are no message of the consumer's type, when `type` (the
   * full name that its sender gave, if any) is another, or when it names no document.
   */
  open(payload: Uint8Array, type: string): Opened
}

/** A message that was read. */
export interface Opened {
  /** The document that it is about. */
  readonly document: string
  /** The message as JSON. */
  json(): string
  /** Runs the handler; what it throws, at once or later, rejects. */
  run(subject: string, deliveries: number): Promise<void>
}

const DURABLE = /^[a-z_]+$/

/** Throws when the durable's name is not `[a-z_]+`. */
export function receiverOf<D extends DescMessage>(consumer: Consumer<D>): Receiver {
  const { durable, subject, schema } = consumer
  if (!DURABLE.test(durable)) throw new TypeError(`the durable ${JSON.stringify(durable)} is not [a-z_]+`)
  return {
    durable,
    subject,
    open(payload, type) {
      // Protobuf reads many a stranger's bytes without complaint.
      if (type !== '' && type !== schema.typeName)
        throw new PermanentFailure(`the message is a ${type}, not a ${schema.typeName}`)
      const body = reading(`is no ${schema.typeName}`, () => fromBinary(schema, payload))
      const document = reading('names no document', () => consumer.document(body))
      if (document === '') throw new PermanentFailure('the message names no document')
      return {
        document,
        json: () => toJsonString(schema, body),
        run: async (from, deliveries) => consumer.handle({ subject: from, body, deliveries }),
      }
    },
  }
}

function reading<T>(problem: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new PermanentFailure(`the message ${problem}: ${reason}`, { cause: error })
  }
}
