import { setTimeout as sleep } from 'node:timers/promises'
import type { ProviderAnswer, ProviderCall } from '../../application/providers.ts'
import { isRejected, type Simulation, silenceOf } from '../../domain/simulation.ts'
import { codesFor } from './coupon-codes.ts'
import type { ProviderPorts, RoutedProvider, SimulatorPorts } from './provider-ports.ts'

/**
 * An outside provider for tests and demos, steered at run time. Its first answer under a key is its answer for ever,
 * whatever is set later, and whichever process asks: it keeps its own books, as one outside would.
 */
export function simulator({ simulator: ports, newCode }: ProviderPorts): RoutedProvider | undefined {
  if (!ports) return undefined
  return {
    provider: {
      name: 'simulator',
      kind: 'final per key',
      call: request => answered(ports, newCode, request),
    },
    takes: async type => (await ports.simulation()).types.includes(type),
  }
}

async function answered(
  { simulation, answers, now, random, stopping }: SimulatorPorts,
  newCode: () => string,
  request: ProviderCall,
): Promise<ProviderAnswer> {
  const settings = await simulation()
  if (settings.latencyMs > 0) await sleep(settings.latencyMs, undefined, { signal: stopping })
  const silence = silenceOf(settings, now(), random())
  if (silence) throw new Error(silence)
  const known = await answers.get(request.key)
  if (known) return known.value
  const answer = firstAnswer(settings, newCode, request)
  const { stored } = await answers.update(request.key, current => (current ? undefined : answer))
  return stored?.value ?? answer
}

function firstAnswer(
  settings: Simulation,
  newCode: () => string,
  { key, reward, position }: ProviderCall,
): ProviderAnswer {
  const { grantsPerRequest } = settings
  if (grantsPerRequest > 0 && position >= grantsPerRequest)
    throw new Error(`the simulator grants ${grantsPerRequest} at each request`)
  if (isRejected(settings, key)) return { state: 'REJECTED', reason: 'SIMULATED_REJECTION' }
  return { state: 'GRANTED', effect: { reference: key, codes: codesFor(reward, newCode) } }
}
