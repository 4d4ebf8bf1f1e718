import { auditedCollection } from '@rewards/audit'
import { auditing, openAudit } from '@rewards/audit/service'
import { ConditionService } from '@rewards/contracts/condition'
import { AuditService, ClaimService, DeadLetterService, EventService } from '@rewards/contracts/event'
import { claimStream } from '@rewards/contracts/subjects'
import {
  connectNats,
  DEAD_LETTER,
  DEAD_LETTERS,
  type DeadLetter,
  DeadLetters,
  deadLetterHandlers,
  type Messaging,
} from '@rewards/messaging'
import { type Clock, every, type Life, newId, systemClock } from '@rewards/process'
import {
  createClient,
  createServer,
  type InnerTls,
  implement,
  openChannel,
  openInnerTls,
  openVerifier,
  serveForLife,
} from '@rewards/rpc'
import { openStore, type Store } from '@rewards/store'
import { startTelemetry } from '@rewards/telemetry'
import { type ClaimUseCases, claimUseCases } from './application/claims/index.ts'
import type { ClaimPorts } from './application/claims/ports.ts'
import { watchClaim } from './application/claims/watch-claim.ts'
import type { Conditions } from './application/conditions.ts'
import { type EventPorts, type EventUseCases, eventUseCases } from './application/events/index.ts'
import type { EventConfig } from './config.ts'
import { CLAIM, EVENT } from './infrastructure/audit/kinds.ts'
import { claimHandlers } from './infrastructure/grpc/claim-handlers.ts'
import { conditionsOver } from './infrastructure/grpc/condition-client.ts'
import { eventHandlers } from './infrastructure/grpc/event-handlers.ts'
import { countedClaims, countedRefusals } from './infrastructure/metrics/counted-claims.ts'
import { measureClaims } from './infrastructure/metrics/measure-claims.ts'
import { measureStock } from './infrastructure/metrics/measure-stock.ts'
import { consumeAnswers } from './infrastructure/nats/answers.ts'
import { asksOver } from './infrastructure/nats/asks.ts'
import { hintsOver } from './infrastructure/nats/hints.ts'
import { AUDITED, collections, storeDeclaration } from './infrastructure/store/collections.ts'

/** What a test may put in place of the real thing. */
export interface Overrides {
  readonly now: Clock
  readonly store: Store
  readonly conditions: Conditions
  /** Default: over the broker. */
  readonly hints: Pick<Messaging, 'hint' | 'onHint'>
  readonly sweepEveryMs: number
}

/** What the service keeps. */
const DOCUMENTS = { service: 'event', collections: storeDeclaration } as const

/** An evaluation takes milliseconds; a condition service that is slower than this is down for its callers. */
const CONDITION_TIMEOUT_MS = 3_000
const SWEEP_EVERY_MS = 1_000
/** Units left in buckets that still have room can wait. */
const SCAN_ALL_EVERY_MS = 60_000

/**
 * Starts the service; what it starts, `life` stops. Resolves to the port that it serves on. A broker that is down does
 * not keep it from starting: claims are accepted and stay owed.
 * Rejects when the store cannot be opened or the port is taken.
 */
export async function startEvent(
  config: EventConfig,
  life: Life,
  overrides: Partial<Overrides> = {},
): Promise<{ readonly port: number }> {
  await startTelemetry('event', config, life)
  const tls = await openInnerTls(config, 'serves and calls', life)
  const { logger } = life
  const { now = systemClock } = overrides
  const opened = await openPorts(config, life, overrides, tls)
  const { store, ports, deadLetters, messaging, hints, scanSoon } = opened
  const claims = claimUseCases(ports)
  const events = eventUseCases({ ...ports, log: logger })
  const watch = watchClaim({ ...ports, onChange: hints.onChange })
  consumeAnswers(messaging, claims.recordOutcomes)
  startSweeps(life, claims, events, overrides.sweepEveryMs ?? SWEEP_EVERY_MS, scanSoon)
  const audit = openAudit({ store, audited: AUDITED, now, sweepEveryMs: overrides.sweepEveryMs }, life)
  const server = createServer({
    services: [
      implement(EventService, eventHandlers(events, now)),
      implement(ClaimService, claimHandlers(claims, watch)),
      implement(DeadLetterService, deadLetterHandlers(deadLetters)),
      implement(AuditService, audit.handlers),
    ].map(auditing),
    onRefused: audit.onRefused,
    verifier: openVerifier(config, life, { now, tls, onHint: hints.onAccessChange }),
    logger,
    now,
    reflection: config.reflection,
    tls,
  })
  return serveForLife(server, config, life, store)
}

/** Every use case reads what it needs when it runs: no event, claim or bucket is kept in memory between two calls. */
async function openPorts(
  config: EventConfig,
  life: Life,
  overrides: Partial<Overrides>,
  tls: InnerTls | undefined,
) {
  const { now = systemClock } = overrides
  const store = overrides.store ?? (await openStore({ ...config, ...DOCUMENTS }, life))
  life.onStop('store', () => store.close())
  const letters = auditedCollection<DeadLetter>(store.collection(DEAD_LETTERS), DEAD_LETTER, newId)
  const deadLetters = new DeadLetters({ letters, now })
  const messaging = openMessaging(config, life, deadLetters)
  const hints = hintsOver(overrides.hints ?? messaging)
  /** Set once the scan runs. It spares callers of this process a second; every process scans by itself anyway. */
  const scanSoon = { poke: async () => {} }
  const ports: ClaimPorts & EventStores = {
    events: auditedCollection(store.collection(collections.events), EVENT, newId),
    buckets: store.collection(collections.buckets),
    claims: auditedCollection(countedClaims(store.collection(collections.claims)), CLAIM, newId),
    refusals: countedRefusals(store.collection(collections.refusals)),
    conditions: overrides.conditions ?? openConditions(config, life, tls),
    ask: asksOver(messaging),
    changed: hints.changed,
    stockIsShort: () => void scanSoon.poke(),
    now,
    newId,
    random: Math.random,
  }
  measureClaims(ports.claims, now)
  measureStock(ports.events, ports.buckets)
  return { store, ports, deadLetters, messaging, hints, scanSoon }
}

/** The definitions' half writes events, and asks for conditions to be looked at. */
type EventStores = Pick<EventPorts, 'events' | 'conditions'>

function openConditions(
  { conditionAddresses: addresses }: EventConfig,
  { onStop }: Life,
  tls: InnerTls | undefined,
): Conditions {
  const channel = openChannel({ addresses, services: [ConditionService], tls })
  onStop('channel to condition', () => channel.close())
  return conditionsOver(createClient(ConditionService, channel), CONDITION_TIMEOUT_MS)
}

function openMessaging(
  { natsUrl, streamReplicas }: EventConfig,
  { logger, onStop }: Life,
  deadLetters: DeadLetters,
): Messaging {
  const messaging = connectNats({
    servers: natsUrl,
    name: 'event',
    stream: { ...claimStream, replicas: streamReplicas },
    deadLetters,
    logger,
    newId,
    random: Math.random,
  })
  onStop('messaging', () => messaging.close())
  return messaging
}

function startSweeps(
  { logger, onStop }: Life,
  { sweepClaims, scanBuckets }: ClaimUseCases,
  { sweepEvents }: EventUseCases,
  everyMs: number,
  scanSoon: { poke: () => Promise<void> },
): void {
  const start = (name: string, intervalMs: number, work: () => Promise<unknown>) => {
    const periodic = every(intervalMs, async () => void (await work()), { name, logger })
    onStop(name, () => periodic.stop())
    return periodic
  }
  start('sweep claims', everyMs, sweepClaims)
  start('sweep events', everyMs, sweepEvents)
  start('scan all buckets', SCAN_ALL_EVERY_MS, scanBuckets.all)
  scanSoon.poke = start('scan full buckets', everyMs, scanBuckets.full).poke
}
