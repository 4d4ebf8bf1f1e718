import type { Collection } from '@rewards/store'
import { SIMULATION_ID } from '../../application/simulator.ts'
import { NO_SIMULATION, type Simulation } from '../../domain/simulation.ts'

/** Half of the second that a change may take to be seen, so that there is time left to read it. */
const FRESH_MS = 500

/**
 * How the simulator behaves, read again when the last reading is `freshMs` old (default: half a second). `now`: epoch ms.
 * One document; no hint drops it. An old one opens grants at the provider that was set before, or has the simulator
 * behave as before: which provider a grant is opened at, and what the simulator answered under a key, is decided by a guarded
 * write, so nothing is granted twice by it.
 */
export function currentSimulation(
  simulations: Collection<Simulation>,
  now: () => number,
  freshMs = FRESH_MS,
): () => Promise<Simulation> {
  let readAtMs = Number.NEGATIVE_INFINITY
  let reading: Promise<Simulation> | undefined
  return () => {
    // A clock that was set back must not keep an old reading fresh.
    if (reading && Math.abs(now() - readAtMs) < freshMs) return reading
    readAtMs = now()
    const begun = simulations.get(SIMULATION_ID).then(stored => stored?.value ?? NO_SIMULATION)
    reading = begun
    begun.catch(() => {
      // A failure is not kept: the next call reads again.
      if (reading === begun) reading = undefined
    })
    return begun
  }
}
