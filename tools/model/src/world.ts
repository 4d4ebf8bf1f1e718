import { type Store, type StoreDriver, storeOver } from '@rewards/store'
import { claimUseCases } from '../../../services/event/src/application/claims/index.ts'
import type { Answer as ClaimAnswer } from '../../../services/event/src/application/claims/record-outcomes.ts'
import { bucketId, emptyBucket } from '../../../services/event/src/domain/bucket.ts'
import type { Event } from '../../../services/event/src/domain/event.ts'
import { collections as eventCollections } from '../../../services/event/src/infrastructure/store/collections.ts'
import { type GrantRequest, grantRewards } from '../../../services/reward/src/application/grant-rewards.ts'
import { collections as rewardCollections } from '../../../services/reward/src/infrastructure/store/collections.ts'
import { Answers } from './answers.ts'
import { Broker } from './broker.ts'
import { Checker } from './checker.ts'
import { conditionsOf, type Verdict } from './conditions.ts'
import { driverOf } from './driver.ts'
import { NO_FAULTS } from './faults.ts'
import { EVENT_ID, eventOf } from './plan.ts'
import { Process, type Surface } from './process.ts'
import { OutsideProviders, type ProviderHabits } from './providers.ts'
import { Random } from './random.ts'
import type { Scenario } from './scenario.ts'
import { Scheduler } from './scheduler.ts'

/** The two stores of a run, whatever keeps them. */
export interface Stores {
  readonly event: StoreDriver
  readonly reward: StoreDriver
}

const HOUR_MS = 3_600_000

/** Everything there is in one run: processes that run the real use cases, and what surrounds them. */
export class World {
  readonly checker: Checker
  readonly answers = new Answers()
  readonly surface: Surface
  readonly broker: Broker
  readonly eventProcesses: readonly Process[]
  readonly rewardProcesses: readonly Process[]
  readonly conditions: { verdict: Verdict } = { verdict: 'met' }
  readonly #stores: Stores
  readonly #habits: ProviderHabits
  readonly #useCases = new Map<Process, ReturnType<typeof claimUseCases>>()
  #event: Event

  constructor(scenario: Scenario, stores: Stores) {
    const random = new Random(scenario.seed)
    this.surface = { random, scheduler: new Scheduler(random), faults: scenario.faults }
    this.#stores = stores
    this.#event = eventOf(scenario, this.surface.scheduler.now)
    this.checker = new Checker((_, rewardId) => this.stockOf(rewardId) ?? Number.POSITIVE_INFINITY)
    this.broker = new Broker(this.surface)
    this.#habits = {
      rejects: scenario.rejects,
      failingUntil: this.surface.scheduler.now + scenario.failingSeconds * 1000,
    }
    this.eventProcesses = this.#processes('event', scenario.eventProcesses, scenario.skewed)
    this.rewardProcesses = this.#processes('reward', scenario.rewardProcesses, scenario.skewed)
    for (const process of this.eventProcesses) this.#useCases.set(process, this.#startEvent(process))
    this.#startReward()
  }

  get event(): Event {
    return this.#event
  }

  /** Units of a reward; `undefined`: not limited. */
  stockOf(rewardId: string): number | undefined {
    return this.#event.rewards.find(reward => reward.rewardId === rewardId)?.stock
  }

  useCasesOf(process: number) {
    const picked = this.eventProcesses[process % this.eventProcesses.length]
    const useCases = picked && this.#useCases.get(picked)
    if (!useCases) throw new Error(`there is no event process ${process}`)
    return useCases
  }

  /** Writes the event as it shall be, and the buckets that it lays out: as an operator's change does, without faults. */
  async define(event: Event): Promise<void> {
    this.#event = event
    const events = this.#stores.event.collection<Event>(eventCollections.events)
    await events.update(EVENT_ID, () => event, `define${event.revision}`)
    const buckets = this.#stores.event.collection(eventCollections.buckets)
    for (const [rewardId, caps] of Object.entries(event.buckets))
      for (const [k, cap] of caps.entries()) {
        const id = bucketId(EVENT_ID, rewardId, k)
        await buckets.insertOnce(id, emptyBucket(EVENT_ID, rewardId, k, cap), `lay${id}`)
      }
  }

  /** Nothing goes wrong from now on, and the providers answer. */
  heal(): void {
    this.surface.faults = NO_FAULTS
    this.#habits.failingUntil = 0
    this.conditions.verdict = 'met'
  }

  #processes(name: string, count: number, skewed: boolean): readonly Process[] {
    const skewMs = () => (skewed ? (this.surface.random.below(3) - 1) * HOUR_MS : 0)
    return Array.from({ length: count }, (_, i) => new Process(`${name}${i}`, this.surface, skewMs()))
  }

  #storeOf(process: Process, inner: StoreDriver): Store {
    return storeOver(driverOf(process, inner, this.checker.wrote), { surroundings: process.surroundings() })
  }

  #startEvent(process: Process) {
    const store = this.#storeOf(process, this.#stores.event)
    return claimUseCases({
      events: store.collection(eventCollections.events),
      claims: store.collection(eventCollections.claims),
      buckets: store.collection(eventCollections.buckets),
      refusals: store.collection(eventCollections.refusals),
      conditions: conditionsOf(process, this.conditions),
      ask: ask => this.broker.publish('requested', ask),
      changed: () => {},
      stockIsShort: () => {},
      now: () => process.now(),
      newId: kind => process.newId(kind),
      random: () => process.random(),
    })
  }

  #startReward(): void {
    const outside = new OutsideProviders(this.surface, this.#habits, this.checker.paid)
    const grant = new Map(
      this.rewardProcesses.map(process => {
        const store = this.#storeOf(process, this.#stores.reward)
        const useCase = grantRewards({
          grants: store.collection(rewardCollections.grants),
          providers: outside.of(process),
          answer: (claimId, attempt, { type, outcomes }) =>
            this.broker.publish('answered', { claimId, attempt, outcomes, isFinal: type === 'failed' }),
          now: () => process.now(),
          providerFailed: () => {},
        })
        return [process, useCase] as const
      }),
    )
    this.broker.subscribe('requested', this.rewardProcesses, async (process, message) =>
      grant.get(process)?.(message as GrantRequest),
    )
    this.broker.subscribe('answered', this.eventProcesses, async (process, message) =>
      this.#useCases.get(process)?.recordOutcomes(message as ClaimAnswer),
    )
  }
}
