import type { Collection } from '@rewards/store'
import type { Dispatcher } from 'undici'
import type { Provider, ProviderAnswer } from '../../application/providers.ts'
import type { RewardType } from '../../domain/grant.ts'
import type { Simulation } from '../../domain/simulation.ts'

/** What providers are made of. */
export interface ProviderPorts {
  /** Makes a coupon's code; no two are alike. */
  readonly newCode: () => string
  /** Absent: there is no simulator. */
  readonly simulator: SimulatorPorts | undefined
  /** Absent: there is no provider outside. */
  readonly outside: OutsidePorts | undefined
}

/** Where a provider outside is, and how it is asked. */
export interface OutsideSettings {
  readonly url: string
  /** Which books: grants remember it, and wait for a provider of this name. */
  readonly name: string
  readonly types: readonly RewardType[]
  readonly kind: 'final per key' | 'success per key'
  /** Each signs every request; none: requests are not signed. */
  readonly secrets: readonly Uint8Array[]
  /** From asking to the answer's last byte. */
  readonly timeoutMs: number
}

/** The way to it. */
export interface OutsidePorts extends OutsideSettings {
  /** Epoch ms. */
  readonly now: () => number
  /** Aborted when the service stops: calls under way end without an answer. */
  readonly stopping: AbortSignal
  /** Closed by whoever made it. */
  readonly dispatcher: Dispatcher
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
