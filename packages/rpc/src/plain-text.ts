import type { Socket } from 'node:net'
import { ChannelCredentials, credentials, type experimental } from '@grpc/grpc-js'

type CreateConnector = ChannelCredentials['_createSecureConnector']

/**
 * Plain-text credentials for clients, whose connections do not wait for ever for a peer that accepts them and then says
 * nothing (a stopped process, a proxy that swallows): grpc-js has no timeout for the first SETTINGS, and would never
 * try again. Keepalive finds such a peer only once a connection is up.
 */
export class PlainText extends ChannelCredentials {
  readonly #silenceMs: number

  /** `silenceMs`: how long a peer may take for its first byte. */
  constructor(silenceMs: number) {
    super()
    this.#silenceMs = silenceMs
  }

  override _isSecure(): boolean {
    return false
  }

  override _equals(other: ChannelCredentials): boolean {
    return other instanceof PlainText && other.#silenceMs === this.#silenceMs
  }

  override _createSecureConnector(...target: Parameters<CreateConnector>): experimental.SecureConnector {
    const connector = credentials.createInsecure()._createSecureConnector(...target)
    const connect = (socket: Socket) => {
      giveUpOnSilence(socket, this.#silenceMs)
      return connector.connect(socket)
    }
    return { ...connector, connect }
  }
}

function giveUpOnSilence(socket: Socket, silenceMs: number): void {
  const timer = setTimeout(() => {
    if (socket.bytesRead === 0) socket.destroy(new Error(`the peer said nothing for ${silenceMs} ms`))
  }, silenceMs)
  socket.once('close', () => clearTimeout(timer))
  timer.unref()
}
