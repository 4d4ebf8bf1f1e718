import { NO_SIMULATION, type Simulation } from '../domain/simulation.ts'
import type { SimulationPorts } from './ports.ts'
import { requireSimulator, SIMULATION_ID } from './simulator.ts'

/** How the simulator behaves, as last set by any process. Throws failed_precondition SIMULATOR_OFF. */
export function getSimulation({ simulations, simulatorOn }: SimulationPorts) {
  return async (): Promise<Simulation> => {
    requireSimulator(simulatorOn)
    return (await simulations.get(SIMULATION_ID))?.value ?? NO_SIMULATION
  }
}
