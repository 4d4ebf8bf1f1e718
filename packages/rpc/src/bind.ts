import { logVerbosity, type Server, ServerCredentials, setLogVerbosity } from '@grpc/grpc-js'

// It would print to standard error, in a form of its own, what it also reports to us.
setLogVerbosity(logVerbosity.NONE)

/** Listens, in plain text. Rejects with one sentence that says what to do about a port that is taken. */
export async function bind(server: Server, host: string, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`
  server.bindAsync(address, ServerCredentials.createInsecure(), (error, boundPort) =>
    error ? reject(listenError(address, error)) : resolve(boundPort),
  )
  return promise
}

function listenError(address: string, cause: Error): Error {
  const why = cause.message.includes('EADDRINUSE')
    ? 'something else listens there; stop it or choose another port'
    : cause.message
  return new Error(`cannot listen on ${address}: ${why}`, { cause })
}
