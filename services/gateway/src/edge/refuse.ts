import { status } from '@grpc/grpc-js'
import type { HttpRequest, HttpResponse } from '../listen/one-port.ts'
import { send, sendJson } from './send.ts'

/** The codes that are given before a call has begun, as each protocol says them. */
const CODES = {
  unimplemented: { http: 404, grpc: status.UNIMPLEMENTED },
  unavailable: { http: 503, grpc: status.UNAVAILABLE },
} as const

/** Refuses a request whose call never begins, in the asker's own protocol. */
export function refuse(
  request: HttpRequest,
  response: HttpResponse,
  code: keyof typeof CODES,
  message: string,
): void {
  const { http, grpc } = CODES[code]
  const type = request.headers['content-type'] ?? ''
  if (code === 'unavailable') response.setHeader('retry-after', '1')
  if (type.startsWith('application/grpc')) {
    const grpcMessage = encodeURIComponent(message)
    send(response, 200, { 'content-type': type, 'grpc-status': String(grpc), 'grpc-message': grpcMessage })
  } else sendJson(response, http, { code, message })
}
