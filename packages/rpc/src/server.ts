import { Server as GrpcServer } from '@grpc/grpc-js'
import { RewardsError } from '@rewards/errors'
import { type Clock, type Logger, systemClock } from '@rewards/process'
import { bind } from './bind.ts'
import { Health } from './health.ts'
import type { Implementation } from './implement.ts'
import { InFlight } from './in-flight.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { requirePolicies } from './policy.ts'
import type { OnRefused } from './refused-call.ts'
import { addRoutes } from './routes.ts'
import { Reflection } from './standard/serve-reflection.ts'
import type { InnerTls } from './tls/inner-tls.ts'
import type { Listener } from './tls/listen-over-tls.ts'
import type { TokenVerifier } from './token-verifier.ts'

export interface ServerOptions {
  readonly services: readonly Implementation[]
  readonly verifier: TokenVerifier
  readonly logger: Logger
  readonly limits?: Partial<Limits>
  /** Decides when a stream's token has expired. */
  readonly now?: Clock
  /** Whether callers may ask for the contracts, by gRPC reflection. Default true. */
  readonly reflection?: boolean
  /** Not given: callers speak in plain text. */
  readonly tls?: InnerTls | undefined
  /** Told of each call that was refused for who its caller is. */
  readonly onRefused?: OnRefused
}

/** A gRPC server that enforces the contract's policies. */
export interface Server {
  /** Starts to listen; resolves to the port (that the system chose, if 0 was asked for). Not yet serving for health. */
  listen(host: string, port: number): Promise<number>
  /** What `grpc.health.v1` answers for the process and for each service. NOT_SERVING until set. */
  setServing(serving: boolean): void
  /**
   * Not serving; no new calls; streams end with `unavailable` SHUTTING_DOWN at once; unary calls and the handlers' work
   * may end within `graceMs`, then they are cut off. Resolves when the port is free.
   */
  close(graceMs: number): Promise<void>
}

/**
 * Makes a server for these services. Throws when a method has no policy that can be enforced, or is of a kind that is
 * not served (client streams, bidirectional streams).
 */
export function createServer(options: ServerOptions): Server {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const grpc = new GrpcServer({
    'grpc.max_receive_message_length': limits.maxRequestBytes,
    'grpc.max_send_message_length': -1, // checked where messages are encoded
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
    'grpc.enable_channelz': 0,
  })
  const inFlight = new InFlight()
  const { verifier, logger, now = systemClock, onRefused = () => undefined } = options
  for (const { service } of options.services) requirePolicies(service)
  addRoutes(grpc, options.services, { verifier, logger, limits, now, inFlight, onRefused })
  const health = new Health(options.services.map(({ service }) => service.typeName))
  health.addTo(grpc)
  const reflection = new Reflection(options.services.map(({ service }) => service))
  if (options.reflection ?? true) reflection.addTo(grpc)
  let listener: Listener | undefined
  return {
    async listen(host, port) {
      listener = await bind(grpc, { host, port }, options.tls)
      return listener.port
    },
    setServing: serving => health.set(serving),
    async close(graceMs) {
      health.set(false)
      health.endWatches()
      reflection.endAll()
      listener?.close()
      await drain(grpc, inFlight, graceMs)
    },
  }
}

async function drain(grpc: GrpcServer, inFlight: InFlight, graceMs: number): Promise<void> {
  const shuttingDown = () => new RewardsError('unavailable', 'SHUTTING_DOWN', 'this replica is shutting down')
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  grpc.tryShutdown(() => resolve())
  inFlight.abort(shuttingDown(), 'stream')
  const { promise: graceOver, resolve: endGrace } = Promise.withResolvers<void>()
  const timer = setTimeout(endGrace, graceMs)
  await Promise.race([Promise.all([closed, inFlight.idle()]), graceOver])
  clearTimeout(timer)
  inFlight.abort(shuttingDown())
  grpc.forceShutdown()
}
