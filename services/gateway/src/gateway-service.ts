import { AuthService } from '@rewards/contracts/auth'
import { servicesOf } from '@rewards/contracts/services'
import { type Clock, type Life, type Logger, systemClock } from '@rewards/process'
import {
  createTokenVerifier,
  KeySet,
  type KeySource,
  openChannel,
  openInnerTls,
  signingKeysOf,
  type TokenVerifier,
} from '@rewards/rpc'
import { startTelemetry } from '@rewards/telemetry'
import type { GatewayConfig } from './config.ts'
import { apiDocs } from './edge/api-docs.ts'
import { drain } from './edge/drain.ts'
import { edge } from './edge/edge.ts'
import { pages } from './edge/pages.ts'
import { policyGate } from './edge/policy-gate.ts'
import { rememberKeys } from './edge/published-keys.ts'
import { readinessOf } from './edge/readiness.ts'
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
  { logger, onStop }: Life,
  overrides: Partial<Overrides> = {},
): Promise<{ readonly port: number }> {
  await startTelemetry('gateway', config, { logger, onStop })
  const { now = systemClock } = overrides
  const limits = { ...limitsOf(config), ...overrides.limits }
  const innerTls = await openInnerTls(config, 'calls', { logger, onStop })
  const backends = openBackends(overrides.services ?? servicesOf, config, innerTls)
  const auth = openChannel({ addresses: config.auth, services: [AuthService], tls: innerTls })
  onStop('channels', () => {
    for (const channel of [auth, ...backends.map(backend => backend.channel)]) channel.close()
  })
  const keys = signingKeysOf(auth)
  const verifier = verifierOf(config, keys, now, logger)
  const services = backends.flatMap(backend => backend.services)
  const stopping = { begun: new AbortController(), over: new AbortController() }
  const forwarding = {
    limits,
    registry: contractRegistry(services),
    endStreams: stopping.begun.signal,
    requestMetadata: overrides.requestMetadata ?? requestMetadata,
    ownStatus: overrides.ownStatus ?? ownStatus,
  }
  const callLimits = new CallLimits(limits)
  const gate = policyGate(verifier, callLimits, forwarding.registry)
  const endAll = stopping.over.signal
  const handlers = [
    ...routeHandlers(backends, gate, forwarding, endAll),
    ...standardHandlers(backends, forwarding, { reflection: config.reflection, endAll }),
  ]
  const calls = new StillOpen<HttpResponse>()
  const endpoints = new Map([
    ...(await apiDocs()),
    ...pages(services, readinessOf(backends, stopping.begun.signal), rememberKeys(keys, now)),
    ...rpcEndpoints(
      handlers,
      { open: calls, most: limits.maxCalls, limits: callLimits, trustedHops: limits.trustedHops },
      { registry: forwarding.registry, maxBytes: limits.maxRequestBytes },
      logger,
    ),
  ])
  const tls = await portTls(config, { logger, onStop })
  const port = await openPort(edge(endpoints, config.corsOrigins, limits.idleMs), config, limits, tls)
  onStop('port', () => drain(port, calls, stopping, limits.drainMs))
  logger.info({ host: config.host, port: port.port, tls: tls !== undefined }, 'listening')
  return { port: port.port }
}

function verifierOf(config: GatewayConfig, source: KeySource, now: Clock, logger: Logger): TokenVerifier {
  const keys = new KeySet({ source, now, logger })
  return createTokenVerifier({ keys, issuer: config.tokenIssuer, audience: config.tokenAudience, now })
}
