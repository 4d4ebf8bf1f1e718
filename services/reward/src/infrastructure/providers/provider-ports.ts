import type { Collection } from '@rewards/store'
import type { Provider, ProviderAnswer } from '../../application/providers.ts'
import type { RewardType } from '../../domain/grant.ts'
import type { Simulation } from '../../domain/simulation.ts'

/** What providers are made of. */
export interface ProviderPorts {
  /** Makes a coupon's code; no two are alike. */
  readonly newCode: () => string
  /** Absent: there is no simulator. */
  readonly simulator: SimulatorPorts | undefined
}

/** The world of the simulator. */
export interface SimulatorPorts {
  /** How it behaves now, at most a second old. */
  readonly simulation: () => Promise<Simulation>
  /** Its own books: what it answered, by key; inserted once, never changed. */
  readonly answers: Collection<ProviderAnswer>
  /** Epoch ms. */
  readonly now: () => number
  /** Chance; gives [0, 1). */
  readonly random: () => number
  /** Aborted when the service stops: calls under way end without an answer. */
  readonly stopping: AbortSignal
}

/** A provider, and the types of rewards that it takes. */
export interface RoutedProvider {
  readonly provider: Provider
  readonly takes: (type: RewardType) => Promise<boolean>
}
