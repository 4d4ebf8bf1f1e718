import { setTimeout as sleep } from 'node:timers/promises'
import type { MessageInitShape } from '@bufbuild/protobuf'
import type { SimulationSchema } from '@rewards/contracts/reward'
import { untilFinal } from '../gateways/until-final.ts'
import type { World } from '../system/world.ts'

/** So long a process may still go by the settings before. */
const KNOWN_WITHIN_MS = 1_000

/** Tells the provider how to behave; resolves when every process knows. */
export async function simulate(
  { gateways, operator, signal }: World,
  simulation: MessageInitShape<typeof SimulationSchema>,
): Promise<void> {
  const options = await operator.options(signal)
  const set = () => gateways.any().simulator.setSimulation({ simulation }, options)
  await untilFinal('a change of the simulation', set, signal)
  await sleep(KNOWN_WITHIN_MS, undefined, { signal })
}
