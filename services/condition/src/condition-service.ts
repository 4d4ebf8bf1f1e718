import { openAudit } from '@rewards/audit/service'
import { AuditService } from '@rewards/contracts/condition'
import { EventService } from '@rewards/contracts/event'
import { type Clock, type Life, systemClock } from '@rewards/process'
import { createServer, implement, openChannel, openInnerTls, openVerifier, serveForLife } from '@rewards/rpc'
import { openStore, type Store } from '@rewards/store'
import { startTelemetry } from '@rewards/telemetry'
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

/**
 * Starts the service; what it starts, `life` stops. Resolves to the port that it serves on.
 * Rejects when the store cannot be opened or the port is taken.
 */
export async function startCondition(
  config: ConditionConfig,
  life: Life,
  overrides: Partial<Overrides> = {},
): Promise<{ readonly port: number }> {
  await startTelemetry('condition', config, life)
  const tls = await openInnerTls(config, 'serves and calls', life)
  const { logger, onStop } = life
  const { now = systemClock } = overrides
  const store = overrides.store ?? (await openStore({ ...config, ...DOCUMENTS }, life))
  onStop('store', () => store.close())
  const event = openChannel({ addresses: config.eventAddresses, services: [EventService], tls })
  onStop('channel to event', () => event.close())

  const useCases = createUseCases({ facts: storedFacts(store), now })
  const audit = openAudit({ store, audited: [], now }, life)
  const server = createServer({
    services: [conditionHandlers(useCases, remoteEvents(event)), implement(AuditService, audit.handlers)],
    onRefused: audit.onRefused,
    verifier: openVerifier(config, life, { now, tls }),
    logger,
    now,
    reflection: config.reflection,
    tls,
  })
  return serveForLife(server, config, life, store)
}
