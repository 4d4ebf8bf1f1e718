import type { AddressInfo } from 'node:net'
import { createServer, type TLSSocket, type Server as TlsServer } from 'node:tls'
import { type Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js'
import { seldom, TLS_FLOOR } from '@rewards/tls'
import type { InnerTls } from './inner-tls.ts'
import { reasonOf } from './reasons.ts'

/** How long a caller may take for its handshake. */
const HANDSHAKE_MS = 5_000

/** A port that is listened on. */
export interface Listener {
  readonly port: number
  /** Frees the port; connections that are open stay. */
  close(): void
}

/**
 * Listens for a server of grpc-js, which gets connections once their handshakes are over: it would keep to itself whom it
 * refused. Each refusal is logged with its reason. New certificates hold for new connections. Rejects with the system's error.
 */
export async function listenOverTls(
  grpc: GrpcServer,
  at: { readonly host: string; readonly port: number },
  { material, mutual, logger }: InnerTls,
): Promise<Listener> {
  const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure())
  const refused = seldom<Refusal>(why =>
    logger.warn(why, 'a caller without a good TLS connection was refused'),
  )
  const options = () => ({ ...material.current, minVersion: TLS_FLOOR })
  const callers = { requestCert: mutual, rejectUnauthorized: mutual }
  const listener = createServer(
    { ...options(), ...callers, ALPNProtocols: ['h2'], handshakeTimeout: HANDSHAKE_MS, noDelay: true },
    socket => {
      socket.on('error', () => socket.destroy()) // the session tells its calls by itself
      injector.injectConnection(socket)
    },
  )
  material.onChange(() => listener.setSecureContext(options()))
  listener.on('tlsClientError', (error: Error, socket: TLSSocket) => {
    // Set where it is the caller's certificate that was refused; the error is then that the connection was cut.
    const { authorizationError: why } = socket as { readonly authorizationError: unknown }
    refused({ reason: why ? `its certificate: ${why}` : reasonOf(error), from: socket.remoteAddress })
    socket.destroy()
  })
  await listening(listener, at)
  return { port: (listener.address() as AddressInfo).port, close: () => void listener.close() }
}

interface Refusal {
  readonly reason: string
  readonly from: string | undefined
}

async function listening(listener: TlsServer, at: { host: string; port: number }): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  listener.once('error', reject).listen(at, resolve)
  await promise
  listener.off('error', reject)
}
