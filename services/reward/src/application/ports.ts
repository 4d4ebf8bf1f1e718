import type { Collection } from '@rewards/store'
import type { Answer } from '../domain/answer.ts'
import type { Grant } from '../domain/grant.ts'
import type { Simulation } from '../domain/simulation.ts'
import type { Providers } from './providers.ts'

/** What the grant's use cases need of the world. */
export interface GrantPorts {
  readonly grants: Collection<Grant>
  readonly providers: Providers
  /** Answers the event service. May be lost: it asks again. */
  readonly answer: (claimId: string, attempt: number, answer: Answer) => void
  /** Epoch ms. */
  readonly now: () => number
  /** Notes why a provider's call did not end in an answer; the grant stays pending. */
  readonly providerFailed: (provider: string, grantId: string, error: unknown) => void
}

/** What the simulator's use cases need of the world. */
export interface SimulationPorts {
  /** One document, under `SIMULATION_ID`; none: `NO_SIMULATION`. */
  readonly simulations: Collection<Simulation>
  /** Whether this process has a simulator at all. */
  readonly simulatorOn: boolean
}
