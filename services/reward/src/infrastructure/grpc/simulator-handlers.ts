import { SimulatorService } from '@rewards/contracts/reward'
import { type Implementation, implement } from '@rewards/rpc'
import type { UseCases } from '../../application/use-cases.ts'
import { simulationDraft, simulationMessage } from './mapping.ts'

/** SimulatorService on its use cases. */
export function simulatorHandlers({ getSimulation, setSimulation }: UseCases): Implementation {
  return implement(SimulatorService, {
    getSimulation: async () => ({ simulation: simulationMessage(await getSimulation()) }),
    async setSimulation({ simulation }) {
      const draft = simulation && simulationDraft(simulation)
      return { simulation: simulationMessage(await setSimulation(draft)) }
    },
  })
}
