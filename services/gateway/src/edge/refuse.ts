import { Code, type ConnectError } from '@connectrpc/connect'
import { codeToHttpStatus, errorToJson } from '@connectrpc/connect/protocol-connect'
import { setTrailerStatus } from '@connectrpc/connect/protocol-grpc'
import type { HttpRequest, HttpResponse } from '../listen/one-port.ts'
import { send, sendJson } from './send.ts'

/** Refuses a request whose call never begins, in the asker's own protocol: at less cost than a call has. */
export function refuse(request: HttpRequest, response: HttpResponse, error: ConnectError): void {
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('application/grpc')) {
    const headers = setTrailerStatus(new Headers({ 'content-type': type }), error)
    send(response, 200, Object.fromEntries(headers))
    return
  }
  // A path that leads nowhere is 404 for everybody, whatever the protocol calls a method that is not implemented.
  const status = error.code === Code.Unimplemented ? 404 : codeToHttpStatus(error.code)
  sendJson(response, status, errorToJson(error, undefined), Object.fromEntries(error.metadata))
}
