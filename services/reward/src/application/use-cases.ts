import { getMyBalance } from './get-my-balance.ts'
import { getSimulation } from './get-simulation.ts'
import { grantRewards } from './grant-rewards.ts'
import { listGrants } from './list-grants.ts'
import { listMyGrants } from './list-my-grants.ts'
import type { GrantPorts, SimulationPorts } from './ports.ts'
import { setSimulation } from './set-simulation.ts'

/** Everything that the service does, on these ports. */
export function createUseCases(ports: GrantPorts & SimulationPorts) {
  return {
    grantRewards: grantRewards(ports),
    listMyGrants: listMyGrants(ports),
    getMyBalance: getMyBalance(ports),
    listGrants: listGrants(ports),
    getSimulation: getSimulation(ports),
    setSimulation: setSimulation(ports),
  }
}

export type UseCases = ReturnType<typeof createUseCases>
