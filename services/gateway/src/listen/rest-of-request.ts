import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpRequest } from './one-port.ts'

/**
 * The bytes of a request's body. Who stops reading leaves the request whole: a body that is left in the usual way would
 * take the connection along, and with it over HTTP/1.1 the caller's next call.
 */
export function bodyOf(request: HttpRequest): AsyncIterable<Uint8Array> {
  return request.iterator({ destroyOnReturn: false })
}

/**
 * Reads on, and forgets, what a caller over HTTP/1.1 still sends when the answer has been given, so that the next call on
 * the connection is reached. The time for a whole request holds for that too.
 */
export function dropRestOnceAnswered(request: IncomingMessage, response: ServerResponse): void {
  const drop = () => {
    while (request.read() !== null);
  }
  response.once('finish', () => {
    if (request.readableEnded) return
    request.on('readable', drop)
    drop()
  })
}
