import { RewardsError } from '@rewards/errors'
import type { StoresReader } from '../../../stores/rows.ts'
import { openSqliteStores } from '../../../stores/sqlite.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Process } from '../steps/process.ts'
import type { Watch } from '../steps/watch.ts'
import { Broker } from './broker.ts'
import { Callers } from './callers.ts'
import { type EventProcess, startEvent } from './event-process.ts'
import { openDeadLetters, openFile, SERVICES } from './files.ts'
import { eventEntry, STARTED_AT } from './offer.ts'
import { Replicas } from './replicas.ts'
import { type RewardProcess, startReward } from './reward-process.ts'
import type { Surroundings } from './surroundings.ts'

export interface WorldOptions {
  readonly scenario: Scenario
  /** Of each service. */
  readonly replicas: number
  readonly watch: Watch
  /** Has the scenario's files, which are the world's alone. */
  readonly folder: string
}

const BETWEEN_TRIES_MS = 2_000
/** So long the broker waits for an acknowledgement. */
const ACK_WAIT_MS = 30_000
/** Longer than any lease. */
const ROUND_MS = 80_000
const MOST_ROUNDS = 20
/** The scan of the round after the last claim was closed frees what that one left behind, the next one settles it. */
const CALM_ROUNDS = 2

/** All there is in one run: processes, their files, their broker, who calls them, and a clock that is set by hand. */
export class World {
  readonly watch: Watch
  readonly broker = new Broker(() => {
    this.#now += ACK_WAIT_MS
  })
  readonly callers: Callers
  readonly stores: StoresReader
  readonly #folder: string
  readonly #events: Replicas<EventProcess>
  readonly #rewards: Replicas<RewardProcess>
  #now = STARTED_AT
  #ids = 0

  constructor({ scenario, replicas, watch, folder }: WorldOptions) {
    this.watch = watch
    this.#folder = folder
    this.stores = openSqliteStores(folder)
    const meetsConditions = (userId: string) => !scenario.short?.includes(userId)
    const surroundings: Surroundings = {
      broker: this.broker,
      now: () => this.#now,
      newId: kind => `${kind}_${++this.#ids}`,
      random: () => 0.5,
      meetsConditions,
    }
    const of = { count: replicas, watch }
    this.#events = new Replicas({
      ...of,
      open: () => openFile(folder, 'event'),
      start: (process, store) => startEvent(process, store, surroundings),
    })
    this.#rewards = new Replicas({
      ...of,
      open: () => openFile(folder, 'reward'),
      start: (process, store) => startReward(process, store, surroundings),
    })
    this.callers = new Callers({
      events: this.#events,
      entries: [eventEntry(scenario)],
      meetsConditions,
      waits: () => this.pass(BETWEEN_TRIES_MS),
    })
  }

  async start(): Promise<void> {
    await this.#events.startAll()
    await this.#rewards.startAll()
  }

  async close(): Promise<void> {
    await this.#events.close()
    await this.#rewards.close()
    await this.stores.close()
  }

  /** Delivers all messages. */
  async flow(): Promise<void> {
    do {
      await this.#rewards.serving()
      await this.#events.serving()
    } while (await this.broker.deliver())
  }

  /** Time passes, and everybody who serves sweeps and scans. */
  async pass(ms: number, scan: 'full' | 'all' = 'full'): Promise<void> {
    this.#now += ms
    await this.flow()
    for (const { process, claims } of await this.#events.serving()) {
      await periodic(process, 'sweep claims', claims.sweepClaims)
      await periodic(process, `scan ${scan} buckets`, claims.scanBuckets[scan])
    }
    await this.flow()
  }

  /** Everybody gets on until nothing is owed any more; false when that does not come. */
  async untilQuiet(): Promise<boolean> {
    let calm = 0
    for (let round = 0; round < MOST_ROUNDS && calm < CALM_ROUNDS; round++) {
      await this.pass(ROUND_MS, 'all')
      calm = (await this.stores.owed()) === 0 ? calm + 1 : 0
    }
    return calm === CALM_ROUNDS
  }

  /** Who claimed waits until all claims are closed. */
  async untilClosed(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS && (round === 0 || (await this.stores.owed()) > 0); round++)
      await this.pass(BETWEEN_TRIES_MS)
  }

  /** How many messages were given up, in both services. */
  async openDeadLetters(): Promise<number> {
    const counts = await Promise.all(SERVICES.map(service => openDeadLetters(this.#folder, service)))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  /** An operator has every dead letter of the reward service handled again. */
  async replayDeadLetters(): Promise<void> {
    const { process, deadLetters } = await this.#rewards.next()
    const replay = async () => {
      const { items } = await deadLetters.list({ pageSize: 10, pageToken: '' })
      for (const { id } of items) await deadLetters.replay(id)
    }
    await periodic(process, 'replay dead letters', replay)
  }
}

/** Work that comes again, so that nobody minds what it fails of, as long as it is what a caller could be told. */
async function periodic(process: Process, errand: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await process.run(errand, work)
  } catch (error) {
    if (!(error instanceof RewardsError)) throw error
  }
}
