import { AuthService } from '@rewards/contracts/auth'
import { EventService } from '@rewards/contracts/event'
import { type Clock, type Life, systemClock } from '@rewards/process'
import { createServer, createTokenVerifier, KeySet, openChannel, signingKeysOf } from '@rewards/rpc'
import { openStore, type Store } from '@rewards/store'
import { createUseCases } from './application/use-cases.ts'
import type { ConditionConfig } from './config.ts'
import { remoteEvents } from './infrastructure/grpc/event-client.ts'
import { conditionHandlers } from './infrastructure/grpc/handlers.ts'
import { storeDeclaration } from './infrastructure/store/collections.ts'
import { storedFacts } from './infrastructure/store/stored-facts.ts'

/** What a test may put in place of the real thing. */
export interface Overrides {
  readonly now: Clock
  readonly store: Store
}

/** What the service keeps. */
const DOCUMENTS = { service: 'condition', collections: storeDeclaration } as const

/** How long calls under way may take to end when the service stops. */
const GRACE_MS = 5_000

/**
 * Starts the service; what it starts, `life` stops. Resolves to the port that it serves on.
 * Rejects when the store cannot be opened or the port is taken.
 */
export async function startCondition(
  config: ConditionConfig,
  life: Life,
  overrides: Partial<Overrides> = {},
): Promise<{ readonly port: number }> {
  const { logger, onStop } = life
  const { now = systemClock } = overrides
  const store = overrides.store ?? (await openStore({ ...config, ...DOCUMENTS }, life))
  onStop('store', () => store.close())
  const auth = openChannel({ addresses: config.authAddresses, services: [AuthService] })
  onStop('channel to auth', () => auth.close())
  const event = openChannel({ addresses: config.eventAddresses, services: [EventService] })
  onStop('channel to event', () => event.close())

  const { tokenIssuer: issuer, tokenAudience: audience } = config
  const keys = new KeySet({ source: signingKeysOf(auth), now, logger })
  const useCases = createUseCases({ facts: storedFacts(store), now })
  const server = createServer({
    services: [conditionHandlers(useCases, remoteEvents(event))],
    verifier: createTokenVerifier({ keys, issuer, audience, now }),
    logger,
    now,
  })
  onStop('server', () => server.close(GRACE_MS))
  const port = await server.listen(config.host, config.port)
  server.setServing(true)
  logger.info({ host: config.host, port }, 'listening')
  return { port }
}
