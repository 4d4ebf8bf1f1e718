import { logVerbosity, type Server, ServerCredentials, setLogVerbosity } from '@grpc/grpc-js'
import type { InnerTls } from './tls/inner-tls.ts'
import { type Listener, listenOverTls } from './tls/listen-over-tls.ts'

// It would print to standard error, in a form of its own, what it also reports to us.
setLogVerbosity(logVerbosity.NONE)

/** Listens: in plain text, or over TLS alone. Rejects with one sentence that says what to do about a port that is taken. */
export async function bind(
  server: Server,
  at: { readonly host: string; readonly port: number },
  tls: InnerTls | undefined,
): Promise<Listener> {
  const address = `${at.host.includes(':') ? `[${at.host}]` : at.host}:${at.port}`
  try {
    return await (tls ? listenOverTls(server, at, tls) : inPlainText(server, address))
  } catch (error) {
    throw listenError(address, error as Error)
  }
}

async function inPlainText(server: Server, address: string): Promise<Listener> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) =>
    error ? reject(error) : resolve(port),
  )
  return { port: await promise, close: () => undefined }
}

function listenError(address: string, cause: Error): Error {
  const why = cause.message.includes('EADDRINUSE')
    ? 'something else listens there; stop it or choose another port'
    : cause.message
  return new Error(`cannot listen on ${address}: ${why}`, { cause })
}
