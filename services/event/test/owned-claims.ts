import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { ClaimService, EventService, EventStatus } from '@rewards/contracts/event'
import { createLogger, newId } from '@rewards/process'
import { createClient, createServer, implement, openChannel } from '@rewards/rpc'
import { claimUseCases } from '../src/application/claims/index.ts'
import type { ClaimPorts } from '../src/application/claims/ports.ts'
import { watchClaim } from '../src/application/claims/watch-claim.ts'
import { eventUseCases } from '../src/application/events/index.ts'
import { claimHandlers } from '../src/infrastructure/grpc/claim-handlers.ts'
import { eventHandlers } from '../src/infrastructure/grpc/event-handlers.ts'
import { collections } from '../src/infrastructure/store/collections.ts'
import { scopedVerifier, tokenOf } from './scoped-tokens.ts'
import { openStoreOf } from './stores.ts'

const logger = createLogger({ service: 'test', level: 'silent' })
const HOUR_MS = 3_600_000
const POINTS = { rewardId: 'rwd_p', name: 'Points', kind: { case: 'point', value: { amount: 1n } } } as const

/** EventService and ClaimService over real gRPC and a real store; nobody answers claims but the test. */
export async function ownedClaims() {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-owned-'))
  const store = await openStoreOf(folder)
  const clock = { nowMs: Date.now() }
  /** Each thing that happens has a time of its own. */
  const now = () => ++clock.nowMs
  const ports = {
    events: store.collection(collections.events),
    claims: store.collection(collections.claims),
    buckets: store.collection(collections.buckets),
    refusals: store.collection(collections.refusals),
    conditions: { validate: async () => undefined, evaluate: async () => ({ met: true, results: [] }) },
    ask: () => undefined,
    changed: () => undefined,
    stockIsShort: () => undefined,
    log: { warn: () => undefined },
    now,
    newId,
    random: Math.random,
  } satisfies ClaimPorts & Parameters<typeof eventUseCases>[0]
  const claims = claimUseCases(ports)
  const watch = watchClaim({ ...ports, onChange: () => () => undefined })
  const server = createServer({
    services: [
      implement(EventService, eventHandlers(eventUseCases(ports), now)),
      implement(ClaimService, claimHandlers(claims, watch)),
    ],
    verifier: scopedVerifier,
    logger,
  })
  const port = await server.listen('127.0.0.1', 0)
  const channel = openChannel({ addresses: [`127.0.0.1:${port}`], services: [] })
  const clients = {
    events: createClient(EventService, channel),
    claims: createClient(ClaimService, channel),
  }
  const chief = tokenOf('usr_chief', 'OPERATOR')
  return {
    ...clients,
    /** An ACTIVE event of this group. */
    async event(idempotencyKey: string, ownerGroupId: string): Promise<string> {
      const window = {
        startsAt: timestampFromMs(Date.now() - HOUR_MS),
        endsAt: timestampFromMs(Date.now() + HOUR_MS),
      }
      const event = { name: 'Spring', ...window, rewards: [POINTS], ownerGroupId }
      const made = await clients.events.createEvent({ idempotencyKey, event }, chief)
      const eventId = made.event?.eventId ?? ''
      const active = { eventId, expectedRevision: 1, status: EventStatus.ACTIVE }
      await clients.events.changeEventStatus(active, chief)
      return eventId
    },
    /** A claim of this user that failed, and a refusal before. Gives the claim's id. */
    async failed(eventId: string, userId: string): Promise<string> {
      const player = tokenOf(userId, 'USER')
      const { claimId } = await clients.claims.claimReward({ eventId }, player)
      await clients.claims.claimReward({ eventId }, player).catch(() => undefined)
      const rejected = { rewardId: 'rwd_p', state: 'REJECTED', generation: 1 } as const
      await claims.recordOutcomes({ claimId, attempt: 1, outcomes: [rejected], isFinal: true })
      return claimId
    },
    async [Symbol.asyncDispose]() {
      channel.close()
      await server.close(0)
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
}

export type OwnedClaims = Awaited<ReturnType<typeof ownedClaims>>
