import type { NatsConnection } from '@nats-io/nats-core'
import { connect } from '@nats-io/transport-node'
import type { Logger } from '../logger.ts'
import { pause } from '../pause.ts'
import { within } from '../within.ts'
import { serverList } from './server-list.ts'

export interface LinkOptions {
  /** One address or several of one cluster: `nats://127.0.0.1:4222`, `nats://ann:secret@nats1,nats2`. */
  readonly servers: string | readonly string[]
  /** This client's name in the broker's own monitoring. */
  readonly name: string
  /** How often the server is asked for a sign of life; after three silences the connection is given up. */
  readonly pingMs: number
  readonly logger: Logger
}

/** Called with the connection each time it is up: the first time, and after every break. */
export type OnUp = (connection: NatsConnection) => void

const RETRY_MS = 500

/**
 * A connection that is kept up until it is closed, however often the broker goes: also when it was never there, when it
 * refuses, or when the client library gives up.
 */
export class Link {
  readonly #options: LinkOptions
  readonly #closing = new AbortController()
  readonly #onUp = new Set<OnUp>()
  #connection: NatsConnection | undefined
  #up: boolean = false
  readonly #ended: Promise<void>

  /** Throws one sentence for servers that can never be connected to. */
  constructor(options: LinkOptions) {
    serverList(options.servers)
    this.#options = options
    this.#ended = this.#keepUp()
  }

  /** The connection while it is up. */
  get connection(): NatsConnection | undefined {
    return this.#up ? this.#connection : undefined
  }

  /** Calls `listener` now if the connection is up, and each time it is up again, until the returned function is called. */
  onUp(listener: OnUp): () => void {
    const forget = this.onNextUp(listener)
    if (this.connection) listener(this.connection)
    return forget
  }

  /** The same, but not now. */
  onNextUp(listener: OnUp): () => void {
    this.#onUp.add(listener)
    return () => this.#onUp.delete(listener)
  }

  /** Sends what is waiting, for at most `withinMs`, and closes for good. */
  async close(withinMs: number): Promise<void> {
    this.#closing.abort()
    const connection = this.#connection
    if (this.#up && connection) {
      await within(withinMs, 'closing', connection.drain()).catch(err => {
        this.#options.logger.warn({ err }, 'closed without the last messages')
      })
    }
    await connection?.close()
    await this.#ended
  }

  async #keepUp(): Promise<void> {
    let waiting = false
    while (!this.#closing.signal.aborted) {
      try {
        await this.#use(await this.#dial())
        waiting = false
      } catch (err) {
        // Said once, not twice a second.
        if (!waiting) this.#options.logger.warn({ err }, 'broker not reached, trying on')
        waiting = true
      }
      await pause(RETRY_MS, this.#closing.signal)
    }
  }

  #dial(): Promise<NatsConnection> {
    const { servers, name, pingMs } = this.#options
    return connect({
      ...serverList(servers),
      name,
      timeout: 5_000,
      pingInterval: pingMs,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RETRY_MS,
      reconnectJitter: RETRY_MS / 2,
      // A refused login may be mended while this runs.
      ignoreAuthErrorAbort: true,
    })
  }

  /** Resolves when the connection is closed: by this side, or because the library gave up. */
  async #use(connection: NatsConnection): Promise<void> {
    if (this.#closing.signal.aborted) return connection.close()
    this.#connection = connection
    this.#isUp(connection)
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') this.#isDown()
      if (type === 'reconnect') this.#isUp(connection)
      // Left alone, the library waits until what it has written is sent, which a silent server never takes.
      if (type === 'staleConnection') void connection.close()
    }
    this.#isDown()
  }

  #isUp(connection: NatsConnection): void {
    this.#options.logger.info({ server: connection.getServer() }, 'connected to the broker')
    this.#up = true
    for (const listener of this.#onUp) listener(connection)
  }

  #isDown(): void {
    if (this.#up && !this.#closing.signal.aborted)
      this.#options.logger.warn({}, 'disconnected from the broker')
    this.#up = false
  }
}
