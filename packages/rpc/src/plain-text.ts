import type { Socket } from 'node:net'
import { ChannelCredentials, credentials, type experimental } from '@grpc/grpc-js'
import { giveUpOnSilence } from './give-up-on-silence.ts'

type CreateConnector = ChannelCredentials['_createSecureConnector']

/** Plain-text credentials for clients, whose connections do not wait for ever for a peer that says nothing. */
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
