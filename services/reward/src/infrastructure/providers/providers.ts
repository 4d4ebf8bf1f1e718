import type { Providers } from '../../application/providers.ts'
import type { RewardType } from '../../domain/grant.ts'
import { ledger } from './ledger.ts'
import { outside } from './outside.ts'
import type { ProviderPorts, RoutedProvider } from './provider-ports.ts'
import { simulator } from './simulator.ts'

/** Every provider there is. A reward goes to the first that takes its type. A further provider is one more line. */
const PROVIDERS = [simulator, outside, ledger] as const

/** The providers of this process. */
export function createProviders(ports: ProviderPorts): Providers {
  const routed = PROVIDERS.flatMap(make => make(ports) ?? [])
  return {
    byName: new Map(routed.map(({ provider }) => [provider.name, provider])),
    route: type => routeOf(routed, type),
  }
}

async function routeOf(routed: readonly RoutedProvider[], type: RewardType): Promise<string> {
  for (const { provider, takes } of routed) if (await takes(type)) return provider.name
  throw new Error(`no provider takes rewards of the type ${type}`)
}
