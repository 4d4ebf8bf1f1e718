import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { anyTestServer, startTestBroker } from '@rewards/broker/testing'
import { type EventSchema, EventStatus, type RewardSchema } from '@rewards/contracts/event'
import { WhenSoldOut } from '@rewards/contracts/reward'
import { openSqliteStore, type Store } from '@rewards/store'
import type { Overrides } from '../src/event-service.ts'
import { storeDeclaration } from '../src/infrastructure/store/collections.ts'
import { startAuth } from './claim-callers.ts'
import { startConditions } from './claim-conditions.ts'
import { type EventProcess, startApart, startHere } from './claim-process.ts'
import { startRewards } from './claim-rewards.ts'
import { inspect } from './claim-store.ts'
import { until } from './claim-until.ts'

const HOUR_MS = 3_600_000

type RewardInit = MessageInitShape<typeof RewardSchema>
type EventInit = MessageInitShape<typeof EventSchema>

/** Points, in any number unless `stock` says otherwise. */
export function points(rewardId: string, changes: RewardInit = {}): RewardInit {
  return {
    rewardId,
    name: 'Points',
    kind: { case: 'point', value: { amount: 10n } },
    ...changes,
  } as RewardInit
}

export const theRest = { whenSoldOut: WhenSoldOut.GRANT_THE_REST } as const

const LOGIN_DAYS = {
  conditionId: 'cnd_a',
  type: 'LOGIN_DAYS',
  operator: '>=',
  value: { kind: { case: 'numberValue', value: 3 } },
} as const

export const conditional = { conditions: [LOGIN_DAYS] } satisfies EventInit

/**
 * Everything around the event service: a real broker, an auth that gives out keys, a scripted condition and a scripted reward
 * service, a folder for one store. Event services are started into it, as many as the test wants.
 */
export async function claimWorld() {
  const dataDir = await mkdtemp(join(tmpdir(), 'rewards-claims-'))
  const broker = await startTestBroker(await anyTestServer(process.env.PATH))
  const auth = await startAuth()
  const conditions = await startConditions(auth.verifier)
  const rewards = await startRewards(broker.url)
  const env = {
    REWARDS_EVENT_PORT: '0',
    REWARDS_DATA_DIR: dataDir,
    REWARDS_AUTH_URLS: auth.address,
    REWARDS_CONDITION_URLS: conditions.address,
    NATS_URL: broker.url,
  }
  const openStore = () =>
    openSqliteStore({
      file: join(dataDir, 'event.sqlite'),
      collections: storeDeclaration,
    })
  const store = await openStore()
  const running: EventProcess[] = []
  const keep = <P extends EventProcess>(started: P): P => {
    running.push(started)
    return started
  }
  await until('the reward service is connected', () => rewards.connected)

  return {
    auth,
    broker,
    conditions,
    rewards,
    env,
    openStore,
    stored: inspect(store),
    /** An event service in this process; it sweeps ten times a second. */
    start: async (overrides: Partial<Overrides> = {}) =>
      keep(await startHere(env, { sweepEveryMs: 100, ...overrides })),
    /** An event service as a process of its own. */
    startApart: async () => keep(await startApart(env)),
    async close() {
      broker.resume()
      for (const process of running) await process.stop()
      await rewards.close()
      await conditions.stop()
      await auth.close()
      await store.close()
      await broker.close()
      await rm(dataDir, { recursive: true })
    },
  }
}

export type ClaimWorld = Awaited<ReturnType<typeof claimWorld>>
export type { EventProcess, Store }

let made = 0

/** An event that takes claims now, with one unlimited reward unless `changes` says otherwise. */
export async function activeEvent(
  world: Pick<ClaimWorld, 'auth'>,
  at: EventProcess,
  changes: EventInit = {},
): Promise<string> {
  const operator = await world.auth.caller('usr_operator', 'OPERATOR')
  const event = {
    name: 'Spring',
    startsAt: timestampFromMs(Date.now() - 5 * HOUR_MS),
    endsAt: timestampFromMs(Date.now() + 5 * HOUR_MS),
    rewards: [points('rwd_a')],
    ...changes,
  } as EventInit
  const created = await at.events.createEvent({ idempotencyKey: `event ${made++}`, event }, operator)
  const { eventId = '', revision = 0 } = created.event ?? {}
  await at.events.changeEventStatus(
    { eventId, expectedRevision: revision, status: EventStatus.ACTIVE },
    operator,
  )
  return eventId
}

export function idOf(eventId: string, userId: string): string {
  return `${eventId}:${userId}:once`
}
