import { type Server, ServerCredentials } from '@grpc/grpc-js'

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
