import type { HttpHandler } from '../listen/one-port.ts'
import { sendJson } from './send.ts'

/** The handler for those who read; everybody else is told that reading is all there is. */
export function readOnly(handler: HttpHandler): HttpHandler {
  return (request, response) => {
    if (request.method === 'GET' || request.method === 'HEAD') handler(request, response)
    else sendJson(response, 405, NOT_ALLOWED, { allow: 'GET, HEAD' })
  }
}

const NOT_ALLOWED = { code: 'unimplemented', message: 'this page can only be read; allowed is GET' }
