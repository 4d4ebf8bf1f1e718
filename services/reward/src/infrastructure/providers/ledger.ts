import { codesFor } from './coupon-codes.ts'
import type { ProviderPorts, RoutedProvider } from './provider-ports.ts'

/** Our own books: the grant itself is the effect, and a balance is the sum of what is granted. Takes every type. */
export function ledger({ newCode }: ProviderPorts): RoutedProvider {
  return {
    provider: {
      name: 'ledger',
      kind: 'own',
      effect: reward => ({ reference: '', codes: codesFor(reward, newCode) }),
    },
    takes: async () => true,
  }
}
