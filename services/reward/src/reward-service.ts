import { auditedCollection } from '@rewards/audit'
import { auditing, openAudit } from '@rewards/audit/service'
import { AuditService, DeadLetterService } from '@rewards/contracts/reward'
import { ACCESS_CHANGED, claimStream } from '@rewards/contracts/subjects'
import {
  connectNats,
  DEAD_LETTER,
  DEAD_LETTERS,
  type DeadLetter,
  DeadLetters,
  deadLetterHandlers,
  type Messaging,
} from '@rewards/messaging'
import { type Clock, type Life, newId, systemClock } from '@rewards/process'
import { createServer, implement, openInnerTls, openVerifier, serveForLife } from '@rewards/rpc'
import { openStore, type Store } from '@rewards/store'
import { startTelemetry } from '@rewards/telemetry'
import type { ProviderAnswer, Providers } from './application/providers.ts'
import { createUseCases } from './application/use-cases.ts'
import type { RewardConfig } from './config.ts'
import { SIMULATION } from './infrastructure/audit/kinds.ts'
import { grantHandlers } from './infrastructure/grpc/grant-handlers.ts'
import { simulatorHandlers } from './infrastructure/grpc/simulator-handlers.ts'
import { countedGrants } from './infrastructure/metrics/counted-grants.ts'
import { claimAnswers } from './infrastructure/nats/claim-answers.ts'
import { claimRequested } from './infrastructure/nats/claim-requested.ts'
import { newCouponCode } from './infrastructure/providers/coupon-codes.ts'
import { currentSimulation } from './infrastructure/providers/current-simulation.ts'
import { openOutside } from './infrastructure/providers/outside/open.ts'
import { createProviders } from './infrastructure/providers/providers.ts'
import { AUDITED, collections, storeDeclaration } from './infrastructure/store/collections.ts'
import { outsideOf } from './outside-config.ts'

/** What a test may put in place of the real thing. */
export interface Overrides {
  readonly now: Clock
  readonly store: Store
  /** Chance; gives [0, 1). */
  readonly random: () => number
  /** How old a reading of the simulator's settings may be. */
  readonly simulationFreshMs: number
}

/** What the service keeps. */
const DOCUMENTS = { service: 'reward', collections: storeDeclaration } as const

/**
 * Starts the service; what it starts, `life` stops. Resolves to the port that it serves on. A broker that is down does
 * not keep it from starting: it is asked again when the broker is back.
 * Rejects when the store cannot be opened or the port is taken.
 */
export async function startReward(
  config: RewardConfig,
  life: Life,
  overrides: Partial<Overrides> = {},
): Promise<{ readonly port: number }> {
  await startTelemetry('reward', config, life)
  const tls = await openInnerTls(config, 'serves and calls', life)
  const { logger, onStop } = life
  const { now = systemClock } = overrides
  const store = overrides.store ?? (await openStore({ ...config, ...DOCUMENTS }, life))
  onStop('store', () => store.close())
  const letters = auditedCollection<DeadLetter>(store.collection(DEAD_LETTERS), DEAD_LETTER, newId)
  const deadLetters = new DeadLetters({ letters, now })
  const messaging = openMessaging(config, life, deadLetters)
  const useCases = createUseCases({
    grants: countedGrants(store.collection(collections.grants)),
    simulations: auditedCollection(store.collection(collections.simulation), SIMULATION, newId),
    simulatorOn: config.simulator,
    providers: openProviders(config, life, store, overrides),
    answer: claimAnswers(messaging),
    now,
    providerFailed: (provider, grantId, err) =>
      logger.warn({ err, provider, grantId }, 'the provider gave no answer, the grant stays pending'),
  })
  messaging.consume(claimRequested(useCases.grantRewards))
  const audit = openAudit({ store, audited: AUDITED, now }, life)
  const server = createServer({
    services: [
      grantHandlers(useCases),
      implement(DeadLetterService, deadLetterHandlers(deadLetters)),
      simulatorHandlers(useCases),
      implement(AuditService, audit.handlers),
    ].map(auditing),
    onRefused: audit.onRefused,
    verifier: openVerifier(config, life, {
      now,
      tls,
      onHint: listener => messaging.onHint(ACCESS_CHANGED, listener),
    }),
    logger,
    now,
    reflection: config.reflection,
    tls,
  })
  return serveForLife(server, config, life, store)
}

function openMessaging(
  { natsUrl, streamReplicas }: RewardConfig,
  { logger, onStop }: Life,
  deadLetters: DeadLetters,
): Messaging {
  const messaging = connectNats({
    servers: natsUrl,
    name: 'reward',
    stream: { ...claimStream, replicas: streamReplicas },
    deadLetters,
    logger,
    newId,
    random: Math.random,
  })
  onStop('messaging', () => messaging.close())
  return messaging
}

function openProviders(
  config: RewardConfig,
  life: Life,
  store: Store,
  { now = systemClock, random = Math.random, simulationFreshMs }: Partial<Overrides>,
): Providers {
  const stopping = new AbortController()
  // Before messaging waits for what is under way: a provider that is slow must not hold up the stop.
  life.onStop('providers', () => stopping.abort())
  const simulation = currentSimulation(store.collection(collections.simulation), now, simulationFreshMs)
  const answers = store.collection<ProviderAnswer>(collections.simulatorAnswers)
  return createProviders({
    newCode: newCouponCode,
    simulator: config.simulator ? { simulation, answers, now, random, stopping: stopping.signal } : undefined,
    outside: openOutside(outsideOf(config), life, { now, stopping: stopping.signal }),
  })
}
