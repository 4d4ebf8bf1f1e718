import { auditedCollection } from '@rewards/audit'
import { DEAD_LETTER, DEAD_LETTERS, type DeadLetter, DeadLetters } from '@rewards/messaging'
import type { Collection, Store } from '@rewards/store'
import { grantRewards } from '../../../../../../services/reward/src/application/grant-rewards.ts'
import type {
  ProviderAnswer,
  Providers,
} from '../../../../../../services/reward/src/application/providers.ts'
import type { Simulation } from '../../../../../../services/reward/src/domain/simulation.ts'
import { claimAnswers } from '../../../../../../services/reward/src/infrastructure/nats/claim-answers.ts'
import { claimRequested } from '../../../../../../services/reward/src/infrastructure/nats/claim-requested.ts'
import { newCouponCode } from '../../../../../../services/reward/src/infrastructure/providers/coupon-codes.ts'
import { currentSimulation } from '../../../../../../services/reward/src/infrastructure/providers/current-simulation.ts'
import { createProviders } from '../../../../../../services/reward/src/infrastructure/providers/providers.ts'
import { collections } from '../../../../../../services/reward/src/infrastructure/store/collections.ts'
import type { Process } from '../steps/process.ts'
import { watchedPort } from '../steps/watched-port.ts'
import { storeLost } from './lost.ts'
import { messagingOf } from './messaging.ts'
import type { Surroundings } from './surroundings.ts'

/** A reward service as its composition root makes it, without its doors; what it waits for are steps of the process. */
export interface RewardProcess {
  readonly process: Process
  readonly deadLetters: DeadLetters
  close(): Promise<void>
}

export function startReward(process: Process, store: Store, world: Surroundings): RewardProcess {
  const { now } = world
  const kept = <T extends object>(port: string, collection: T): T =>
    watchedPort(process, port, collection, storeLost)
  const letters = auditedCollection<DeadLetter>(store.collection(DEAD_LETTERS), DEAD_LETTER, kind =>
    world.newId(kind),
  )
  const deadLetters = new DeadLetters({ letters: kept('letters', letters), now })
  const messaging = messagingOf(process, world.broker, deadLetters)
  const simulations = kept('simulations', store.collection<Simulation>(collections.simulation))
  const answers = kept('answers', store.collection<ProviderAnswer>(collections.simulatorAnswers))
  const grant = grantRewards({
    grants: kept('grants', store.collection(collections.grants)),
    providers: watchedProviders(process, openProviders(simulations, answers, world)),
    answer: claimAnswers(messaging),
    now,
    providerFailed: () => undefined,
  })
  messaging.consume(claimRequested(grant))
  return { process, deadLetters, close: () => store.close() }
}

function openProviders(
  simulations: Collection<Simulation>,
  answers: Collection<ProviderAnswer>,
  { now, random }: Surroundings,
): Providers {
  const stopping = new AbortController().signal
  const simulation = currentSimulation(simulations, now)
  return createProviders({
    newCode: newCouponCode,
    simulator: { simulation, answers, now, random, stopping },
    outside: undefined,
  })
}

/** What is paid out of the house is a step, and so is the choice of who pays. Our own books are in the grant's write. */
function watchedProviders(process: Process, { byName, route }: Providers): Providers {
  const outside = [...byName].map(
    ([name, provider]) =>
      [
        name,
        provider.kind === 'own' ? provider : watchedPort(process, 'provider', provider, noAnswer),
      ] as const,
  )
  return { byName: new Map(outside), route: watchedPort(process, 'providers', { route }, storeLost).route }
}

function noAnswer(): Error {
  return new Error('the provider does not answer')
}
