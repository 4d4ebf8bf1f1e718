import type { HttpHandler } from '../listen/one-port.ts'
import { corsFor } from './cors.ts'
import { refuse } from './refuse.ts'

/** The one handler of the port: a method of the contracts, a page, or nothing. */
export function edge(
  endpoints: ReadonlyMap<string, HttpHandler>,
  corsOrigins: readonly string[],
): HttpHandler {
  const answeredPreflight = corsFor(corsOrigins)
  return (request, response) => {
    if (answeredPreflight(request, response)) return
    const path = request.url?.split('?', 1)[0] ?? ''
    const serve = endpoints.get(path)
    if (serve) serve(request, response)
    else refuse(request, response, 'unimplemented', `there is no ${path.slice(0, 200)}; / says what there is`)
  }
}
