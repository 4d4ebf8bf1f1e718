import { createConnectRouter } from '@connectrpc/connect'
import type { UniversalHandler } from '@connectrpc/connect/protocol'
import { isInside, requirePolicies } from '@rewards/rpc'
import type { Backend } from '../forward/backends.ts'
import { addForward } from '../forward/forward.ts'
import type { Forwarding } from '../forward/forwarding.ts'
import { explainUnreadable } from './explain-unreadable.ts'
import { gzip } from './gzip.ts'
import type { Gate } from './policy-gate.ts'

/**
 * One handler per method, made from its descriptor alone: all protocols, gate, forwarding; none for what is inside alone.
 * Throws when a method has no policy. `endAll` ends every call when it is aborted.
 */
export function routeHandlers(
  backends: readonly Backend[],
  gate: Gate,
  forwarding: Forwarding,
  endAll: AbortSignal,
): readonly UniversalHandler[] {
  const { limits, registry } = forwarding
  const router = createConnectRouter({
    acceptCompression: [gzip], // brotli, as the library sets it, costs more than it saves
    readMaxBytes: limits.maxRequestBytes,
    jsonOptions: { registry, ignoreUnknownFields: true, alwaysEmitImplicit: true },
    requestGate: context => {
      explainUnreadable(context, forwarding)
      return gate(context)
    },
    shutdownSignal: endAll,
  })
  for (const backend of backends)
    for (const service of backend.services) {
      requirePolicies(service)
      for (const method of service.methods)
        if (!isInside(method)) addForward(router, method, backend, forwarding)
    }
  return router.handlers
}
