import type { DescMethod } from '@bufbuild/protobuf'
import { type Logger, traceIdOf } from '@rewards/process'
import type { Call } from '../forward/call.ts'
import type { HttpResponse } from '../listen/one-port.ts'

/**
 * Writes one line when the call is over: method, code, duration, user and trace, never a token or a body. The code is
 * gRPC's; UNREADABLE where the request was refused by the protocol itself. `ended` is told the code too.
 */
export function logWhenOver(
  call: Call,
  method: DescMethod,
  response: HttpResponse,
  logger: Logger,
  ended: (code: string) => void,
): void {
  const startedAt = performance.now()
  response.once('close', () => {
    const { caller, cause, traceparent } = call
    const code = call.code ?? (response.writableEnded ? 'UNREADABLE' : 'CANCELLED')
    ended(code)
    const line = {
      traceId: traceIdOf(traceparent),
      method: `${method.parent.typeName}/${method.name}`,
      code,
      ms: Math.round((performance.now() - startedAt) * 100) / 100,
      ...(caller && { userId: caller.userId }),
      ...(cause !== undefined && { err: cause }),
    }
    logger[cause === undefined ? 'info' : 'warn'](line, 'call')
  })
}
