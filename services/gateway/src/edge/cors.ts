import { cors } from '@connectrpc/connect'
import type { HttpRequest, HttpResponse } from '../listen/one-port.ts'
import { send } from './send.ts'

const ALLOW_HEADERS = [...cors.allowedHeaders, 'Authorization', 'Traceparent', 'Tracestate'].join(', ')
const EXPOSE_HEADERS = [...cors.exposedHeaders, 'Retry-After'].join(', ')

/**
 * Lets scripts of these origins call; none by default, `*` stands for all. Cookies are never allowed: a token is a
 * header that only a script which has it can send. Returns whether the request was a preflight, and is answered.
 */
export function corsFor(
  origins: readonly string[],
): (request: HttpRequest, response: HttpResponse) => boolean {
  const allowed = new Set(origins)
  return (request, response) => {
    const { origin } = request.headers
    const preflight = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers
    if (allowed.size > 0) response.setHeader('vary', 'Origin')
    if (origin === undefined) return false
    if (allowed.has(origin) || allowed.has('*')) allow(response, origin, preflight)
    if (preflight) send(response, 204, {})
    return preflight
  }
}

function allow(response: HttpResponse, origin: string, preflight: boolean): void {
  response.setHeader('access-control-allow-origin', origin)
  if (!preflight) {
    response.setHeader('access-control-expose-headers', EXPOSE_HEADERS)
    return
  }
  response.setHeader('access-control-allow-methods', cors.allowedMethods.join(', '))
  response.setHeader('access-control-allow-headers', ALLOW_HEADERS)
  response.setHeader('access-control-max-age', '7200')
}
