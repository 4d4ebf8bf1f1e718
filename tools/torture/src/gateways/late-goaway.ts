/**
 * Keeps the process alive when connect-node 2.2 raises what nobody can catch: a gateway that ends says so on a connection
 * without calls, the session manager breaks that connection with an error, and, where a new call has made it look away
 * meanwhile, the error comes as an uncaught one (connectrpc/connect-es#1768). The call itself is made on another connection.
 * Everything else that nobody caught ends the process as ever. To go when connect-node does it.
 */
export function forgiveLateGoaway(): void {
  if (process.listeners('uncaughtException').includes(forgive)) return
  process.on('uncaughtException', forgive)
}

function forgive(error: Error): void {
  if (error.name === 'ConnectError' && error.message.endsWith('received GOAWAY without any open streams'))
    return
  throw error
}
