import { type DescMessage, toBinary } from '@bufbuild/protobuf'
import type { NatsConnection } from '@nats-io/nats-core'
import type { Logger } from '../logger.ts'
import { observeSend } from '../observe.ts'
import type { Outgoing } from '../port.ts'
import { ID_HEADER, TYPE_HEADER, toHeaders } from './headers.ts'
import type { Link } from './link.ts'

export interface PublisherOptions {
  readonly link: Link
  readonly logger: Logger
  /** Makes the ids of messages. */
  readonly newId: (kind: string) => string
  /** Further headers for a message that is published here and now, such as `traceparent`. */
  readonly context: () => Readonly<Record<string, string>>
}

/** After so many bytes the server is asked whether it got them. */
const ASK_EVERY_BYTES = 128 * 1024
/** So much may be on its way to a server that does not say. More would pile up in memory, and the sweep asks again. */
const MOST_BYTES_UNCONFIRMED = 8 * 1024 * 1024

/** What was written since the connection was last up. */
interface Unsure {
  /** Bytes that the server has not been heard to have got. */
  bytes: number
  /** Those of them that it has not been asked about. */
  unasked: number
}

/** Sends and forgets. */
export class Publisher {
  readonly #options: PublisherOptions
  #unsure: Unsure = { bytes: 0, unasked: 0 }

  constructor(options: PublisherOptions) {
    this.#options = options
    // A break throws away what was not sent.
    options.link.onUp(() => {
      this.#unsure = { bytes: 0, unasked: 0 }
    })
  }

  publish<D extends DescMessage>(message: Outgoing<D>): void {
    const connection = this.#options.link.connection
    if (!connection || this.#unsure.bytes > MOST_BYTES_UNCONFIRMED) return
    try {
      const payload = toBinary(message.schema, message.body)
      connection.publish(message.subject, payload, { headers: this.#headers(message) })
      this.#count(connection, payload.length)
    } catch (err) {
      this.#options.logger.error({ err, subject: message.subject }, 'message not published')
    }
  }

  #headers({ subject, schema }: Pick<Outgoing, 'subject' | 'schema'>): ReturnType<typeof toHeaders> {
    const { newId, context } = this.#options
    const observed = observeSend(subject, context())
    return toHeaders({ ...observed, [TYPE_HEADER]: schema.typeName, [ID_HEADER]: newId('msg') })
  }

  #count(connection: NatsConnection, bytes: number): void {
    const unsure = this.#unsure
    unsure.bytes += bytes
    unsure.unasked += bytes
    if (unsure.unasked < ASK_EVERY_BYTES) return
    const asked = unsure.unasked
    unsure.unasked = 0
    const got = (): void => {
      unsure.bytes -= asked
    }
    // Rejected when the connection breaks; then none of this counts any more.
    connection.flush().then(got, got)
  }
}
