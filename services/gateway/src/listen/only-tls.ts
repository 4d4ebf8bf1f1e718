import type { Socket } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import type { Logger } from '@rewards/process'
import { type OpenTls, seldom, TLS_FLOOR } from '@rewards/tls'
import type { Protocol } from './first-bytes.ts'

/** What the port speaks TLS with. */
export interface PortTls {
  readonly material: OpenTls
  readonly logger: Logger
}

interface Refusal {
  readonly reason: string
  readonly from: string | undefined
}

/** For who speaks plain HTTP here, by mistake. */
const PLAIN_REFUSED = Buffer.from(
  'HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\nThis port speaks TLS alone: use https.\n',
)

/**
 * What to do with a socket whose first bytes begin `protocol`: make it one of TLS, of at least 1.2, and call `secured` with it
 * and what it speaks within (by ALPN; HTTP/1.1 for who does not negotiate); or refuse it. The handshake may take `limitMs`.
 * New certificates hold for new connections; those that are open stay.
 */
export function onlyTls(
  { material, logger }: PortTls,
  limitMs: number,
  secured: (protocol: 'http1' | 'http2', socket: TLSSocket) => void,
): (protocol: Protocol, socket: Socket) => void {
  const refused = seldom<Refusal>(why => logger.warn(why, 'a connection to the TLS port was refused'))
  const server = createServer(optionsOf(material, limitMs), socket =>
    secured(socket.alpnProtocol === 'h2' ? 'http2' : 'http1', socket),
  )
  material.onChange(fresh => server.setSecureContext({ ...fresh, minVersion: TLS_FLOOR }))
  server.on('tlsClientError', (err: Error & { readonly reason?: string }, socket) => {
    refused({ reason: err.reason ?? err.message, from: socket.remoteAddress })
    socket.destroy()
  })
  return (protocol, socket) => {
    if (protocol === 'tls') {
      server.emit('connection', socket)
      return
    }
    refused({ reason: 'it spoke plain HTTP', from: socket.remoteAddress })
    socket.on('error', () => socket.destroy()).end(PLAIN_REFUSED, () => socket.destroy())
  }
}

function optionsOf({ current }: OpenTls, handshakeTimeout: number) {
  return { ...current, minVersion: TLS_FLOOR, ALPNProtocols: ['h2', 'http/1.1'], handshakeTimeout } as const
}
