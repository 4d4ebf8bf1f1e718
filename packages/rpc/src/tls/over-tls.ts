import { isIP, type Socket } from 'node:net'
import { type ConnectionOptions, checkServerIdentity, connect, type TLSSocket } from 'node:tls'
import { ChannelCredentials, credentials, experimental } from '@grpc/grpc-js'
import { seldom, TLS_FLOOR } from '@rewards/tls'
import { giveUpOnSilence } from '../give-up-on-silence.ts'
import type { InnerTls } from './inner-tls.ts'
import { reasonOf } from './reasons.ts'

type CreateConnector = ChannelCredentials['_createSecureConnector']
type SecureConnector = ReturnType<CreateConnector>

const REFUSED_US =
  'the other side hung up after the handshake: it does not take this certificate, and its log says why'

/**
 * TLS credentials for clients. Each connection is made with what the files hold then, so new ones need no restart. A peer
 * must prove one of the names that it is called by: replicas of one service may share a certificate, or have one each.
 * Handshakes that fail are logged with their reason; the caller of a method is only told that the service cannot be reached.
 */
export class OverTls extends ChannelCredentials {
  readonly #tls: InnerTls
  readonly #names: readonly string[]
  readonly #silenceMs: number
  readonly #failed: (why: { readonly reason: string; readonly peer: string }) => void

  /** `addresses`: `host:port` of each replica. `silenceMs`: how long a peer may take for its first byte. */
  constructor(tls: InnerTls, addresses: readonly string[], silenceMs: number) {
    super()
    this.#tls = tls
    this.#names = tls.name === undefined ? addresses.map(hostOf) : [tls.name]
    this.#silenceMs = silenceMs
    this.#failed = seldom(why => tls.logger.warn(why, 'a service cannot be reached over TLS'))
  }

  override _isSecure(): boolean {
    return true
  }

  override _equals(other: ChannelCredentials): boolean {
    return other === this
  }

  override _createSecureConnector(...target: Parameters<CreateConnector>): SecureConnector {
    const connector = credentials.createInsecure()._createSecureConnector(...target)
    return { ...connector, connect: socket => this.#secure(socket) }
  }

  async #secure(socket: Socket): ReturnType<SecureConnector['connect']> {
    giveUpOnSilence(socket, this.#silenceMs)
    const peer = `${socket.remoteAddress}:${socket.remotePort}`
    const secured = connect({ ...this.#options(), socket })
    secured.on('error', (err: Error & { readonly code?: string }) => {
      if (!secured.authorized || err.code?.startsWith('ERR_SSL'))
        this.#failed({ reason: reasonOf(err), peer })
    })
    await handshake(secured, this.#silenceMs)
    // A server that refuses the caller's certificate does so when the handshake is over for the caller, and without a word.
    secured.once('close', hadError => {
      if (this.#tls.mutual && !hadError && secured.bytesRead === 0) this.#failed({ reason: REFUSED_US, peer })
    })
    giveUpOnSilence(secured, this.#silenceMs)
    return { socket: secured, secure: true }
  }

  #options(): ConnectionOptions {
    const [name = ''] = this.#names
    return {
      ...this.#tls.material.current,
      minVersion: TLS_FLOOR,
      ALPNProtocols: ['h2'],
      ...(isIP(name) ? {} : { servername: name }),
      checkServerIdentity: (_, certificate) => {
        const problems = this.#names.map(one => checkServerIdentity(one, certificate))
        return problems.includes(undefined) ? undefined : problems[0]
      },
    }
  }
}

function hostOf(address: string): string {
  return experimental.splitHostPort(address)?.host ?? address
}

/** Resolves when the other side has proven itself; rejects with why not, at the latest after `limitMs`. */
async function handshake(socket: TLSSocket, limitMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const late = setTimeout(() => socket.destroy(new Error(`no handshake within ${limitMs} ms`)), limitMs)
  socket.once('secureConnect', resolve).once('error', reject)
  socket.once('close', () => reject(new Error('the other side closed the connection')))
  return promise.finally(() => clearTimeout(late))
}
