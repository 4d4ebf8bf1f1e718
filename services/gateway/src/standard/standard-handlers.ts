import { createConnectRouter } from '@connectrpc/connect'
import type { UniversalHandler } from '@connectrpc/connect/protocol'
import { compressionGzip } from '@connectrpc/connect-node'
import { healthCheck, healthWatch, REFLECTION_METHODS } from '@rewards/rpc'
import { explainUnreadable } from '../edge/explain-unreadable.ts'
import type { Backend } from '../forward/backends.ts'
import type { Forwarding } from '../forward/forwarding.ts'
import { gatewayHealth } from './health.ts'
import { gatewayReflection } from './reflection.ts'

/**
 * The services that every gRPC server has beside its own, answered by the gateway itself in all protocols, and open to
 * everybody: health, and, unless it is turned off, reflection. `endAll` ends every call when it is aborted.
 */
export function standardHandlers(
  backends: readonly Backend[],
  forwarding: Forwarding,
  { reflection, endAll }: { readonly reflection: boolean; readonly endAll: AbortSignal },
): readonly UniversalHandler[] {
  const { limits, registry, endStreams } = forwarding
  const router = createConnectRouter({
    acceptCompression: [compressionGzip],
    readMaxBytes: limits.maxRequestBytes,
    maxTimeoutMs: limits.longestStreamMs,
    jsonOptions: { ignoreUnknownFields: true },
    requestGate: async context => explainUnreadable(context, forwarding),
    shutdownSignal: endAll,
  })
  const { check, watch } = gatewayHealth(backends, endStreams)
  router.rpc(healthCheck, check).rpc(healthWatch, watch)
  if (!reflection) return router.handlers
  const services = backends.flatMap(backend => backend.services)
  const reflect = gatewayReflection(services, endStreams, registry)
  for (const method of REFLECTION_METHODS) router.rpc(method, reflect(method))
  return router.handlers
}
