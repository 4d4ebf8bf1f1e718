import type { HttpRequest, HttpResponse } from '../listen/one-port.ts'
import { send, sendJson } from './send.ts'

/** The answer to a path that nothing serves, in the asker's own protocol. */
export function notFound(request: HttpRequest, response: HttpResponse): void {
  const path = (request.url ?? '').split('?', 1)[0]
  const message = `there is no ${path}; / says what there is`
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('application/grpc')) {
    sendJson(response, 404, { code: 'unimplemented', message })
    return
  }
  const grpcMessage = encodeURIComponent(message)
  send(response, 200, { 'content-type': type, 'grpc-status': '12', 'grpc-message': grpcMessage })
}
