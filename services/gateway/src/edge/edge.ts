import { Code, ConnectError } from '@connectrpc/connect'
import { cutWhenUnread } from '../listen/cut-when-unread.ts'
import type { HttpHandler } from '../listen/one-port.ts'
import { corsFor } from './cors.ts'
import { refuse } from './refuse.ts'

/** The one handler of the port: a method of the contracts, a page, or nothing. An answer that is unread for `unreadMs` is cut. */
export function edge(
  endpoints: ReadonlyMap<string, HttpHandler>,
  corsOrigins: readonly string[],
  unreadMs: number,
): HttpHandler {
  const answeredPreflight = corsFor(corsOrigins)
  return (request, response) => {
    cutWhenUnread(response, unreadMs)
    if (answeredPreflight(request, response)) return
    const path = request.url?.split('?', 1)[0] ?? ''
    const serve = endpoints.get(path)
    if (serve) serve(request, response)
    else refuse(request, response, nothingAt(path))
  }
}

function nothingAt(path: string): ConnectError {
  return new ConnectError(`there is no ${path.slice(0, 200)}; / says what there is`, Code.Unimplemented)
}
