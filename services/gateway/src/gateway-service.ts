import { AccessFeedService, AuthService, RefusalService } from '@rewards/contracts/auth'
import { servicesOf } from '@rewards/contracts/services'
import { type Clock, type Life, systemClock } from '@rewards/process'
import { openChannel, openInnerTls, signingKeysOf, verifierOver } from '@rewards/rpc'
import { startTelemetry } from '@rewards/telemetry'
import type { GatewayConfig } from './config.ts'
import { apiDocs } from './edge/api-docs.ts'
import { drain } from './edge/drain.ts'
import { edge } from './edge/edge.ts'
import { OnePerTurn } from './edge/one-per-turn.ts'
import { pages } from './edge/pages.ts'
import { policyGate } from './edge/policy-gate.ts'
import { rememberKeys } from './edge/published-keys.ts'
import { readinessOf } from './edge/readiness.ts'
import { recordRefusals } from './edge/record-refusals.ts'
import { routeHandlers } from './edge/router.ts'
import { rpcEndpoints } from './edge/rpc-endpoints.ts'
import { openBackends, type ServicesOf } from './forward/backends.ts'
import { contractRegistry } from './forward/contract-registry.ts'
import { type OwnStatus, ownStatus } from './forward/edge-error.ts'
import { type RequestMetadata, requestMetadata } from './forward/metadata.ts'
import { type Limits, limitsOf } from './limits.ts'
import { type HttpResponse, openPort } from './listen/one-port.ts'
import { portTls } from './listen/port-tls.ts'
import { StillOpen } from './listen/still-open.ts'
import { CallLimits } from './rates/call-limits.ts'
import { standardHandlers } from './standard/standard-handlers.ts'

/** What a test may put in place of the real thing. */
export interface Overrides {
  readonly now: Clock
  readonly limits: Partial<Limits>
  readonly services: ServicesOf
  readonly requestMetadata: RequestMetadata
  readonly ownStatus: OwnStatus
}

/**
 * Starts the gateway; what it starts, `life` stops: first no new calls and no streams, then the calls in flight may
 * end, then what is left is cut. Resolves to the port that it serves on. Rejects when the port is taken, when a
 * method has no policy, or when its certificate cannot be used. The services behind it may come and go.
 */
export async function startGateway(
  config: GatewayConfig,
  life: Life,
  overrides: Partial<Overrides> = {},
): Promise<{ readonly port: number }> {
  const { logger, onStop } = life
  await startTelemetry('gateway', config, life)
  const limits = { ...limitsOf(config), ...overrides.limits }
  const behind = await openBehind(config, life, overrides)
  const stopping = { begun: new AbortController(), over: new AbortController() }
  const calls = new StillOpen<HttpResponse>()
  const endpoints = await endpointsOf({ config, limits, behind, stopping, calls }, life, overrides)
  const tls = await portTls(config, life)
  const port = await openPort(edge(endpoints, config.corsOrigins, limits.idleMs), config, limits, tls)
  onStop('port', () => drain(port, calls, stopping, limits.drainMs))
  logger.info({ host: config.host, port: port.port, tls: tls !== undefined }, 'listening')
  return { port: port.port }
}

type Behind = Awaited<ReturnType<typeof openBehind>>

/** The services that are called, and what auth publishes to check tokens with. */
async function openBehind(config: GatewayConfig, life: Life, overrides: Partial<Overrides>) {
  const { now = systemClock, services = servicesOf } = overrides
  const tls = await openInnerTls(config, 'calls', life)
  const backends = openBackends(services, config, tls)
  const auth = openChannel({
    addresses: config.auth,
    services: [AuthService, AccessFeedService, RefusalService],
    tls,
  })
  life.onStop('channels', () => {
    for (const channel of [auth, ...backends.map(backend => backend.channel)]) channel.close()
  })
  // It asks, and hears no hints: who stands at the door has no key to the broker.
  const verifier = verifierOver(
    auth,
    { issuer: config.tokenIssuer, audience: config.tokenAudience, now },
    life,
  )
  const recordRefusal = recordRefusals(auth, now, life)
  return { backends, verifier, recordRefusal, publishedKeys: rememberKeys(signingKeysOf(auth), now) }
}

interface Serving {
  readonly config: GatewayConfig
  readonly limits: Limits
  readonly behind: Behind
  readonly stopping: { readonly begun: AbortController; readonly over: AbortController }
  readonly calls: StillOpen<HttpResponse>
}

/** What is served, by path: pages, the methods of all services, and those of the gateway itself. */
async function endpointsOf(serving: Serving, { logger }: Life, overrides: Partial<Overrides>) {
  const { limits, stopping } = serving
  const { backends, verifier, recordRefusal, publishedKeys } = serving.behind
  const services = backends.flatMap(backend => backend.services)
  const forwarding = {
    limits,
    registry: contractRegistry(services),
    endStreams: stopping.begun.signal,
    verifier,
    requestMetadata: overrides.requestMetadata ?? requestMetadata,
    ownStatus: overrides.ownStatus ?? ownStatus,
  }
  const callLimits = new CallLimits(limits)
  const endAll = stopping.over.signal
  const gate = policyGate(verifier, callLimits, forwarding.registry, recordRefusal)
  const handlers = [
    ...routeHandlers(backends, gate, forwarding, endAll),
    ...standardHandlers(backends, forwarding, { reflection: serving.config.reflection, endAll }),
  ]
  const coming = {
    open: serving.calls,
    limits: callLimits,
    signIns: new OnePerTurn(),
    trustedHops: limits.trustedHops,
  }
  const bodies = { registry: forwarding.registry, maxBytes: limits.maxRequestBytes }
  return new Map([
    ...(await apiDocs()),
    ...pages(services, readinessOf(backends, stopping.begun.signal), publishedKeys),
    ...rpcEndpoints(handlers, coming, bodies, logger),
  ])
}
