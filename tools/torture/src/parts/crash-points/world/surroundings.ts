import type { Broker } from './broker.ts'

/** What all processes of a run share. */
export interface Surroundings {
  readonly broker: Broker
  /** Epoch ms of the run's own clock. */
  readonly now: () => number
  /** Unique in the run. */
  readonly newId: (kind: string) => string
  /** Spreads times alone; gives [0, 1). */
  readonly random: () => number
  /** Whether the user of the token met the conditions of events. */
  readonly meetsConditions: (token: string) => boolean
}
