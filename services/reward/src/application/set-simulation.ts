import { Violations } from '@rewards/errors'
import type { RewardType } from '../domain/grant.ts'
import { checkSimulation, NO_SIMULATION, type Simulation } from '../domain/simulation.ts'
import type { SimulationPorts } from './ports.ts'
import { requireSimulator, SIMULATION_ID } from './simulator.ts'

/** A simulation as it was sent. */
export interface SimulationDraft extends Omit<Simulation, 'types'> {
  /** `undefined`: a type that this version does not know, or none. */
  readonly types: readonly (RewardType | undefined)[]
}

/**
 * Replaces how the simulator behaves. Every process follows within a second; what was answered before stays answered.
 * Throws failed_precondition SIMULATOR_OFF; invalid_argument INVALID_FIELDS.
 */
export function setSimulation({ simulations, simulatorOn }: SimulationPorts) {
  return async (draft: SimulationDraft | undefined): Promise<Simulation> => {
    requireSimulator(simulatorOn)
    const simulation = parse(draft)
    await simulations.update(SIMULATION_ID, () => simulation)
    return simulation
  }
}

function parse(draft: SimulationDraft | undefined): Simulation {
  const violations = new Violations()
  if (!draft) violations.add('simulation', 'is missing; allowed is a simulation, which may be empty')
  const { types, ...numbers } = draft ?? NO_SIMULATION
  for (const [at, type] of types.entries())
    if (!type) violations.add(`simulation.types[${at}]`, 'is no type; allowed is one of POINT, COUPON, BADGE')
  const simulation = { ...numbers, types: [...new Set(types)].flatMap(type => type ?? []) }
  checkSimulation(violations, simulation)
  violations.throwIfAny()
  return simulation
}
