import { Code, ConnectError } from '@connectrpc/connect'
import type { Backend } from './backends.ts'
import { forwardUnary } from './forward-unary.ts'
import type { Forwarding, Message, UnaryForward } from './forwarding.ts'
import { healthCheck } from './health-contract.ts'

/** Passes a health check on to the backend of the service that it names. */
export function forwardHealth(backends: readonly Backend[], forwarding: Forwarding): UnaryForward {
  const forwards = new Map(
    backends.flatMap(backend => {
      const forward = forwardUnary(healthCheck, backend, forwarding)
      return backend.services.map(({ typeName }) => [typeName, forward] as const)
    }),
  )
  return async (request: Message & { readonly service?: unknown }, context) => {
    const forward = forwards.get(String(request.service))
    if (forward) return forward(request, context)
    const known = [...forwards.keys()].join(', ')
    throw new ConnectError(`there is no such service here; there are ${known}`, Code.NotFound)
  }
}
